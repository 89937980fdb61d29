-- Flash prices whose counter is not the number of pieces that orders took at them.
SELECT 'flash price ' || f.id || ' counts ' || f.taken || ' pieces, orders took '
       || coalesce(sum(CASE WHEN o.state NOT IN ('cancelled', 'expired') THEN l.quantity ELSE 0 END), 0)
       AS difference
FROM flash_price AS f
LEFT JOIN official_order_line AS l ON l.flash = f.id
LEFT JOIN official_order AS o ON o.id = l.official_order
GROUP BY f.id, f.taken
HAVING f.taken <> coalesce(sum(CASE WHEN o.state NOT IN ('cancelled', 'expired') THEN l.quantity ELSE 0 END), 0)
