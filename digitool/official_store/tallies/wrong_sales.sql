-- Paid orders and baskets that are not the purchases they should be, and refunds that are no facts.
WITH sold AS (
    SELECT o.number, o.purchase, o.payable_fen, o.customer, 'official_store' AS channel, o.guide, o.referrer,
           o.paid_at, (SELECT sum(paid_fen) FROM official_order_line AS l WHERE l.official_order = o.id) AS fen,
           (SELECT sum(quantity) FROM official_order_line AS l WHERE l.official_order = o.id) AS pieces
    FROM official_order AS o
    WHERE o.paid_at IS NOT NULL
    UNION ALL
    SELECT b.number, b.purchase, b.payable_fen, b.customer, 'store', b.guide, '', b.paid_at,
           (SELECT sum(paid_fen) FROM basket_line AS l WHERE l.basket = b.id),
           (SELECT sum(quantity) FROM basket_line AS l WHERE l.basket = b.id)
    FROM basket AS b
    WHERE b.paid_at IS NOT NULL
)
SELECT s.number || ' is paid and has no purchase like it' AS difference
FROM sold AS s
LEFT JOIN purchase AS p ON p.id = s.purchase
WHERE p.id IS NULL OR p.channel <> s.channel OR p.order_no <> s.number
   OR (s.guide <> '' AND p.guide <> s.guide) OR (s.referrer <> '' AND p.referrer <> s.referrer)
   OR (p.bill_fen IS NULL AND (p.amount_fen <> s.payable_fen OR p.at <> s.paid_at OR p.state <> 'paid'
                           OR coalesce(p.party, 0) <> coalesce(s.customer, 0)))
   OR (SELECT coalesce(sum(amount_fen), 0) FROM purchase_line AS l WHERE l.purchase = s.purchase) <> s.fen
   OR (SELECT coalesce(sum(quantity), 0) FROM purchase_line AS l WHERE l.purchase = s.purchase) <> s.pieces
UNION ALL
SELECT 'two sales are one purchase: ' || purchase
FROM sold
GROUP BY purchase
HAVING count(*) > 1
UNION ALL
SELECT 'refund ' || r.number || ' is no fact'
FROM official_refund AS r
JOIN official_order AS o ON o.id = r.official_order
WHERE NOT EXISTS (SELECT 1 FROM refund AS f WHERE f.number = r.number AND f.purchase = o.purchase
                  AND f.amount_fen = r.amount_fen)
