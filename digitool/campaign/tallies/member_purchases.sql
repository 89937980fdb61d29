-- What customers of a campaign bought on days :day_from up to, not including, :day_to, each purchase net of the
-- refunds made before :at (UTC ms). Nobody who was dealt an arm is left out, whatever became known of her later.
WITH returned AS (
    SELECT g.purchase, max(g.fen) AS fen FROM given_back_until AS g WHERE g.at < :at GROUP BY g.purchase
)
SELECT u.customer, p.day, CASE WHEN coalesce(r.fen, 0) < p.amount_fen THEN p.amount_fen - coalesce(r.fen, 0) ELSE 0 END AS fen
FROM campaign_unit AS u
CROSS JOIN purchase AS p
LEFT JOIN returned AS r ON r.purchase = p.id
WHERE p.party = u.identifier AND u.campaign = :campaign AND p.state = 'paid' AND p.at < :at AND p.day >= :day_from AND p.day < :day_to
