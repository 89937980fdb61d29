-- Coupons that are valid on other days than their rules give, counted from their issue or their receipt.
-- The days of a coupon begin at a business day's start, which is within a day of that moment; clocks may
-- change by up to two hours on the way. A printed code that was used before anybody took it over counts from
-- its issue: its receipt is its first use.
WITH rule AS MATERIALIZED (
    SELECT id, coalesce(int_in(terms, 'valid_days'), 0) AS days,
           coalesce(int_in(terms, 'valid_from'), 0) AS from_at,
           coalesce(nullif(int_in(terms, 'valid_to'), 0), 253402300799000) AS to_at,
           CASE WHEN flag_in(terms, 'starts_next_day') THEN 86400000 ELSE 0 END AS later
    FROM coupon_stock
),
first_use AS (
    SELECT r.coupon, min(r.at) AS at FROM coupon_redemption AS r GROUP BY r.coupon
),
moment AS (
    SELECT c.id, c.stock, c.valid_from, c.valid_to, coalesce(c.received_at, c.issued_at) AS at
    FROM coupon AS c
    UNION ALL
    SELECT c.id, c.stock, c.valid_from, c.valid_to, c.issued_at
    FROM coupon AS c
    JOIN first_use AS u ON u.coupon = c.id AND u.at = c.received_at
)
SELECT 'coupon ' || m.id || ' is valid on other days than its stock says' AS difference
FROM moment AS m
JOIN rule AS r ON r.id = m.stock
GROUP BY m.id
HAVING max(
    CASE
        WHEN r.days = 0 AND m.valid_from = r.from_at AND m.valid_to = r.to_at THEN 1
        WHEN r.days <> 0 AND m.valid_from BETWEEN greatest(m.at, r.from_at)
             AND greatest(m.at + CASE WHEN r.later > 0 THEN r.later + 7200000 ELSE 0 END, r.from_at)
             AND m.valid_to <= least(m.at + r.later + r.days * 86400000 + 7200000, r.to_at)
             AND (m.valid_to = r.to_at OR m.valid_to > m.at + r.later + (r.days - 1) * 86400000 - 7200000)
             AND (r.later = 0 OR m.valid_from = r.from_at OR m.valid_to = r.to_at
                  OR abs(m.valid_to - m.valid_from - r.days * 86400000) <= 7200000) THEN 1
        ELSE 0
    END
) = 0
