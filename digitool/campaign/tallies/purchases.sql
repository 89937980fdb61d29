-- Paid purchases of persons before :at (UTC ms), staff excluded, each net of the refunds made by then.
WITH returned AS (
    SELECT g.purchase, max(g.fen) AS fen FROM given_back_until AS g WHERE g.at < :at GROUP BY g.purchase
)
SELECT i.person, p.day, CASE WHEN coalesce(r.fen, 0) < p.amount_fen THEN p.amount_fen - coalesce(r.fen, 0) ELSE 0 END AS fen
FROM purchase AS p
JOIN identifier AS i ON i.id = p.party
LEFT JOIN returned AS r ON r.purchase = p.id
WHERE p.state = 'paid' AND p.at < :at AND i.person NOT IN (SELECT person FROM staff_person)
  AND p.party NOT IN (SELECT identifier FROM identifier_flag)
