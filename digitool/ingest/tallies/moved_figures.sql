-- Figures of days already counted that one operation changed, summed over stores and days.
SELECT measure, count(*) AS store_days, sum(before) AS before, sum(after) AS after
FROM restatement
WHERE operation = :operation
GROUP BY measure
ORDER BY measure
