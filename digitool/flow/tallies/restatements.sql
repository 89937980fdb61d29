-- Changes to store-days already counted since an operation: first value before, last after.
SELECT s.code AS store, r.day, r.measure,
  (SELECT x.before FROM restatement x WHERE x.store = r.store AND x.day = r.day AND x.measure = r.measure
    AND x.operation > :since ORDER BY x.operation LIMIT 1) AS before,
  (SELECT x.after FROM restatement x WHERE x.store = r.store AND x.day = r.day AND x.measure = r.measure
    AND x.operation > :since ORDER BY x.operation DESC LIMIT 1) AS after,
  max(r.operation) AS operation
FROM restatement r JOIN store s ON s.id = r.store
WHERE r.operation > :since
GROUP BY s.code, r.store, r.day, r.measure
ORDER BY r.day, s.code, r.measure
