-- Campaigns with their arms and stocks, newest first.
SELECT c.id, c.code, c.started_at, c.day_from, c.day_to, c.ends_at, c.holdout_bp, c.margin_bp, c.message_fen,
       c.fixed_fen, c.commission_bp,
       (SELECT count(*) FROM campaign_member AS m
        WHERE m.campaign = c.id AND m.identifier = m.customer AND m.arm = 'treated') AS treated,
       (SELECT count(*) FROM campaign_member AS m
        WHERE m.campaign = c.id AND m.identifier = m.customer AND m.arm = 'holdout') AS holdout,
       (SELECT joined(o.code, ', ')
        FROM (SELECT s.code FROM coupon_stock AS s WHERE s.of_campaign = c.id ORDER BY s.id) AS o) AS stocks
FROM campaign AS c
WHERE (:code = '' OR c.code = :code) AND c.started_at <= :at
ORDER BY c.day_from DESC, c.id DESC
