-- Order lines whose reservation is not theirs, or did not end as their order did.
SELECT 'line ' || l.position || ' of order ' || o.number || ' (' || o.state || '): its reservation '
       || CASE WHEN m.id IS NULL THEN 'does not exist'
               WHEN e.id IS NULL THEN 'is open'
               ELSE 'ended by ' || e.kind END AS difference
FROM official_order_line AS l
JOIN official_order AS o ON o.id = l.official_order
LEFT JOIN stock_movement AS m
    ON m.id = l.reservation AND m.kind = 'reserve' AND m.product = l.product AND m.location = o.location
    AND m.reserved = l.quantity
LEFT JOIN stock_movement AS e ON e.ends = m.id
WHERE m.id IS NULL
   OR coalesce(e.kind, '') <> CASE WHEN o.state = 'created' THEN ''
                                   WHEN o.paid_at IS NULL THEN 'release' ELSE 'sell' END
UNION ALL
SELECT 'reservation ' || m.id || ' belongs to no order or to several'
FROM stock_movement AS m
WHERE m.kind = 'reserve' AND m.ref LIKE 'order:%'
  AND (SELECT count(*) FROM official_order_line AS l WHERE l.reservation = m.id) <> 1
UNION ALL
SELECT 'reservation ' || m.id || ' ended more than once'
FROM stock_movement AS m
JOIN stock_movement AS e ON e.ends = m.id
GROUP BY m.id
HAVING count(*) > 1
UNION ALL
SELECT 'order ' || o.number || ' put ' || coalesce(sum(l.restocked), 0) || ' pieces back, the shelf got '
       || (SELECT coalesce(sum(m.on_hand), 0) FROM stock_movement AS m
           WHERE m.kind = 'return' AND m.ref = 'order:' || o.number)
FROM official_order AS o
JOIN official_order_line AS l ON l.official_order = o.id
WHERE o.refunded_fen > 0 OR l.returned > 0 OR l.restocked > 0
GROUP BY o.id, o.number
HAVING coalesce(sum(l.restocked), 0) <> (SELECT coalesce(sum(m.on_hand), 0) FROM stock_movement AS m
                                         WHERE m.kind = 'return' AND m.ref = 'order:' || o.number)
UNION ALL
SELECT 'line ' || l.position || ' of order ' || o.number || ' put ' || l.restocked || ' pieces back, ' || l.returned
       || ' came back'
FROM official_order AS o
JOIN official_order_line AS l ON l.official_order = o.id
WHERE l.restocked > l.returned
