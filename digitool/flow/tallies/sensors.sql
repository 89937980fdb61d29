-- Sensors with the instants of their first and last row.
SELECT n.id, n.code, n.store, n.bits, n.reversed, n.gates, n.active,
  (SELECT min(t.at) FROM traffic t WHERE t.sensor = n.id) AS first_at,
  (SELECT max(t.at) FROM traffic t WHERE t.sensor = n.id) AS last_at
FROM sensor n
ORDER BY n.code
