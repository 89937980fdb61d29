-- Distinct known persons of a period by scene (0: all of them) and stage, of one store or of the chain (:store
-- empty): each person has exactly one day in the period whose next day is outside it.
SELECT p.scene, p.stage, sum(p.persons) AS persons
FROM presence p
WHERE p.store = (CASE WHEN :store = '' THEN 0 ELSE (SELECT id FROM store WHERE code = :store) END)
  AND p.day >= :first AND p.day < :to AND p.following >= :to
GROUP BY p.scene, p.stage
