-- Sales and refunds of runs that are not the purchases, lines and refunds that they should be.
WITH sold AS (
    SELECT e.*, r.code || ':' || e.ref AS number
    FROM referral_effect AS e JOIN referral_run AS r ON r.id = e.run
    WHERE e.kind = 'fulfil'
),
line AS (
    SELECT purchase, sum(quantity) AS pieces, sum(amount_fen) AS fen FROM purchase_line GROUP BY purchase
)
SELECT 'order ' || s.number || ' sold ' || s.pieces || ' pieces for ' || s.amount_fen || ' fen, its purchase has '
       || coalesce(l.pieces, 0) || ' for ' || coalesce(l.fen, 0) AS difference
FROM sold AS s
LEFT JOIN purchase AS p ON p.number = s.number
LEFT JOIN line AS l ON l.purchase = p.id
WHERE p.id IS NULL OR coalesce(l.pieces, 0) <> s.pieces OR coalesce(l.fen, 0) <> s.amount_fen
   OR (p.bill_fen IS NULL AND (p.amount_fen <> s.amount_fen OR p.state <> 'paid'))
UNION ALL
SELECT 'order ' || s.number || ' was given back and that is no fact'
FROM sold AS s
JOIN referral_effect AS b ON b.run = s.run AND b.ref = s.ref AND b.kind = 'refund'
LEFT JOIN purchase AS p ON p.number = s.number
WHERE NOT EXISTS (SELECT 1 FROM refund AS f WHERE f.number = s.number || '-back' AND f.purchase = p.id
                  AND f.amount_fen = b.amount_fen)
