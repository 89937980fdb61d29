-- Stock levels that are not the fold of their movements, or of the reservations that are still open.
WITH moved AS (
    SELECT product, location, sum(on_hand) AS on_hand, sum(reserved) AS reserved
    FROM stock_movement
    GROUP BY product, location
),
kept AS (
    SELECT m.product, m.location, sum(m.reserved) AS reserved
    FROM stock_movement AS m
    WHERE m.kind = 'reserve' AND NOT EXISTS (SELECT 1 FROM stock_movement AS e WHERE e.ends = m.id)
    GROUP BY m.product, m.location
)
SELECT 'product ' || s.product || ' at ' || s.location || ' shows ' || s.on_hand || ' on hand and '
       || s.reserved || ' reserved, its movements sum to ' || coalesce(m.on_hand, 0) || ' and '
       || coalesce(m.reserved, 0) || ', ' || coalesce(k.reserved, 0) || ' are in open reservations' AS difference
FROM stock_level AS s
LEFT JOIN moved AS m ON m.product = s.product AND m.location = s.location
LEFT JOIN kept AS k ON k.product = s.product AND k.location = s.location
WHERE s.on_hand <> coalesce(m.on_hand, 0) OR s.reserved <> coalesce(m.reserved, 0)
   OR s.reserved <> coalesce(k.reserved, 0)
UNION ALL
SELECT 'product ' || s.product || ' at ' || s.location || ' has ' || (s.on_hand - s.reserved) || ' available'
FROM stock_level AS s
WHERE s.on_hand < 0 OR s.reserved < 0 OR s.on_hand - s.reserved < 0
UNION ALL
SELECT 'movements of product ' || m.product || ' at ' || m.location || ' have no level'
FROM moved AS m
WHERE NOT EXISTS (SELECT 1 FROM stock_level AS s WHERE s.product = m.product AND s.location = m.location)
