-- Coupons of a campaign's stock that its start gave to a customer in its holdout.
SELECT 'customer P' || m.customer || ' is held out of campaign ' || c.code || ' and got its coupon' AS difference
FROM campaign AS c
JOIN campaign_stock AS s ON s.campaign = c.id
JOIN coupon AS k ON k.stock = s.stock AND k.issued_at = c.started_at
JOIN campaign_member AS m ON m.campaign = c.id AND m.customer = k.owner
WHERE m.arm = 'holdout'
