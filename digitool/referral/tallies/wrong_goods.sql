-- Effects of runs that sell an article whose pieces are not what the stock moved for them.
WITH goods AS (
    SELECT e.*, r.code, r.code || ':' || e.ref AS told, p.id AS product
    FROM referral_effect AS e
    JOIN referral_run AS r ON r.id = e.run
    JOIN referral_campaign AS c ON c.id = r.campaign
    JOIN product AS p ON p.code = c.item
    WHERE e.kind IN ('hold', 'free', 'fulfil', 'restock')
)
SELECT 'order ' || h.told || ' holds ' || h.pieces || ' pieces, the stock '
       || CASE WHEN m.id IS NULL THEN 'none' ELSE coalesce(m.reserved, 0) || ' by ' || m.kind END AS difference
FROM goods AS h
LEFT JOIN stock_movement AS m ON m.id = h.movement
WHERE h.kind = 'hold' AND (m.id IS NULL OR m.kind <> 'reserve' OR m.reserved <> h.pieces OR m.product <> h.product)
UNION ALL
SELECT 'goods of order ' || h.told || ' are ' || coalesce(e.kind, 'held') || ' in stock, the run says otherwise'
FROM goods AS h
LEFT JOIN stock_movement AS e ON e.ends = h.movement
LEFT JOIN goods AS s ON s.run = h.run AND s.ref = h.ref AND s.kind = 'fulfil'
LEFT JOIN goods AS f ON f.run = h.run AND f.ref = h.ref AND f.kind = 'free'
WHERE h.kind = 'hold' AND coalesce(e.kind, '')
      <> CASE WHEN s.ref IS NOT NULL THEN 'sell' WHEN f.ref IS NOT NULL THEN 'release' ELSE '' END
UNION ALL
SELECT 'order ' || s.told || ' ' || s.kind || 's ' || s.pieces || ' pieces, it held ' || coalesce(h.pieces, 0)
FROM goods AS s
LEFT JOIN goods AS h ON h.run = s.run AND h.ref = s.ref AND h.kind = 'hold'
WHERE s.kind <> 'hold' AND coalesce(h.pieces, 0) <> s.pieces
UNION ALL
SELECT 'order ' || b.told || ' put ' || b.pieces || ' pieces back, the shelf got ' || coalesce(m.on_hand, 0)
FROM goods AS b
LEFT JOIN stock_movement AS m ON m.id = b.movement AND m.kind = 'return' AND m.product = b.product
WHERE b.kind = 'restock' AND coalesce(m.on_hand, 0) <> b.pieces
UNION ALL
SELECT 'order ' || s.told || ' was given back and its goods are not on the shelf'
FROM goods AS s
JOIN referral_effect AS r ON r.run = s.run AND r.ref = s.ref AND r.kind = 'refund'
WHERE s.kind = 'fulfil' AND NOT EXISTS (SELECT 1 FROM goods AS b WHERE b.run = s.run AND b.ref = s.ref AND b.kind = 'restock')
UNION ALL
SELECT 'order ' || h.told || ' was given back before it was sold, and its goods are not free'
FROM goods AS h
JOIN referral_effect AS r ON r.run = h.run AND r.ref = h.ref AND r.kind = 'refund'
WHERE h.kind = 'hold' AND NOT EXISTS (SELECT 1 FROM goods AS x WHERE x.run = h.run AND x.ref = h.ref
                                      AND x.kind IN ('fulfil', 'free'))
UNION ALL
SELECT 'order ' || b.told || ' put pieces back that it had not sold'
FROM goods AS b
WHERE b.kind = 'restock'
  AND NOT EXISTS (SELECT 1 FROM goods AS s WHERE s.run = b.run AND s.ref = b.ref AND s.kind = 'fulfil')
UNION ALL
SELECT 'movement ' || m.id || ' (' || m.ref || ') belongs to no run'
FROM stock_movement AS m
WHERE m.ref LIKE 'run:%' AND m.ends IS NULL
  AND NOT EXISTS (SELECT 1 FROM referral_effect AS e WHERE e.movement = m.id)
