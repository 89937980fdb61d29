-- Store-days that have a purchase or a refund, or where people counts begin or end (by UTC day: neighbours too).
-- Days that lie between are not all listed: a count may last for weeks.
SELECT store, day FROM purchase WHERE store > 0
UNION
SELECT w.store, r.day FROM refund r JOIN refund_place w ON w.refund = r.id WHERE w.store > 0
UNION
SELECT s.store, div(t.at, 86400000) + n.n AS day
FROM traffic t
JOIN sensor s ON s.id = t.sensor
CROSS JOIN (SELECT -1 AS n UNION SELECT 0 UNION SELECT 1) n
UNION
SELECT s.store, div(t.start, 86400000) + n.n AS day
FROM traffic t
JOIN sensor s ON s.id = t.sensor
CROSS JOIN (SELECT -1 AS n UNION SELECT 0 UNION SELECT 1) n
WHERE t.at - t.start >= 82800000
