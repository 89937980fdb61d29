-- Cohorts by scene and week of the first touch, active again and still reachable n weeks later.
SELECT scene, week, weeks_later, active, retained
FROM cohort
WHERE week >= :first AND week < :to
ORDER BY scene, week, weeks_later
