-- Coupons that messages of business days :first to :to (half open) brought to persons, by group of guides, each person and
-- stock once; and how many of them the person used after it and before :stop and :at (UTC ms), uses taken back left out.
-- :groups is JSON, guide to group.
WITH team AS (
  SELECT DISTINCT j.name AS guide, j.value AS grp FROM texts_by_name(:groups) j
),
given AS (
  SELECT g.grp, i.person, k.id AS stock, min(coalesce(c.sent_at, c.at)) AS since
  FROM guide_contact c
  JOIN team g ON g.guide = c.guide
  JOIN guide_plan p ON p.id = c.plan AND p.stock <> ''
  JOIN coupon_stock k ON k.code = p.stock
  JOIN identifier i ON i.id = c.identifier
  WHERE c.day >= :first AND c.day < :to AND c.at <= :at AND c.state = 'sent'
  GROUP BY 1, 2, 3
),
used AS (
  SELECT i.person, r.stock, max(r.at) AS at
  FROM coupon_redemption r
  JOIN coupon c ON c.id = r.coupon
  JOIN identifier i ON i.id = coalesce(r.identifier, c.owner)
  WHERE r.at < :stop AND r.at <= :at AND r.ended_at IS NULL
  GROUP BY 1, 2
)
SELECT g.grp, count(*) AS given, count(*) FILTER (WHERE u.at >= g.since) AS redeemed
FROM given g LEFT JOIN used u ON u.person = g.person AND u.stock = g.stock
GROUP BY g.grp
