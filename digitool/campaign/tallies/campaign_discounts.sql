-- By person: discounts of a campaign's coupons in its days, and what was paid on those orders (fen).
SELECT i.person, sum(r.discount_fen - r.back_fen) AS discount_fen, sum(r.payable_fen) AS paid_fen
FROM campaign_stock AS s
JOIN coupon_redemption AS r ON r.stock = s.stock
JOIN coupon AS c ON c.id = r.coupon
JOIN identifier AS i ON i.id = coalesce(r.identifier, c.owner)
WHERE s.campaign = :campaign AND r.day >= :day_from AND r.day < :day_to AND r.ended_at IS NULL
GROUP BY i.person
ORDER BY i.person
