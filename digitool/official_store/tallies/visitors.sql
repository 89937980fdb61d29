-- Visitors of the chain's mini programs by day; somebody who opened two of them on a day is two visitors.
SELECT day, sum(value) AS visitors
FROM mini_program_figure
WHERE figure = 'visitors' AND day >= :first AND day < :to
GROUP BY day
