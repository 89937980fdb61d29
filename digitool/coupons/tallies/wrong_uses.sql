-- Redemptions outside their coupon's validity, live by somebody else than its owner, or below zero.
SELECT 'redemption ' || r.id || ' lies outside the validity of coupon ' || c.id AS difference
FROM coupon_redemption AS r
JOIN coupon AS c ON c.id = r.coupon
WHERE r.at < c.valid_from OR r.at >= c.valid_to
UNION ALL
SELECT 'redemption ' || r.id || ' is not by the owner of coupon ' || c.id
FROM coupon_redemption AS r
JOIN coupon AS c ON c.id = r.coupon
WHERE r.ended_at IS NULL AND c.owner IS NOT NULL AND (r.identifier IS NULL OR r.identifier <> c.owner)
UNION ALL
SELECT 'redemption ' || id || ' has impossible amounts'
FROM coupon_redemption
WHERE discount_fen < 0 OR discount_fen > base_fen OR payable_fen < 0 OR back_fen > discount_fen
