-- By customer: discounts of a campaign's coupons in its days, and what was paid on those orders (fen).
SELECT u.customer, sum(r.discount_fen - r.back_fen) AS discount_fen, sum(r.payable_fen) AS paid_fen
FROM coupon_stock AS s
JOIN coupon_redemption AS r ON r.stock = s.id
JOIN coupon AS c ON c.id = r.coupon
JOIN campaign_unit AS u ON u.campaign = s.of_campaign AND u.identifier = coalesce(r.identifier, c.owner)
WHERE s.of_campaign = :campaign AND r.day >= :day_from AND r.day < :day_to AND r.ended_at IS NULL
GROUP BY u.customer
ORDER BY u.customer
