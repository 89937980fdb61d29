-- Sensors with where their counts begin (of those that begin first, and of long ones) and end.
SELECT n.id, n.code, n.store, n.bits, n.reversed, n.gates, n.active,
  (SELECT min(t.start) FROM traffic t WHERE t.sensor = n.id
    AND t.at <= (SELECT min(f.at) FROM traffic f WHERE f.sensor = n.id) + :long) AS first_start,
  (SELECT min(t.start) FROM traffic t WHERE t.sensor = n.id AND t.at - t.start >= 82800000) AS first_long,
  (SELECT max(t.at) FROM traffic t WHERE t.sensor = n.id) AS last_at
FROM sensor n
ORDER BY n.code
