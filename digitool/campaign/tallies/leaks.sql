-- What of :campaign came to customers whom it holds out, from its start to its end: kind, identifier, when (UTC
-- ms) and what (a stock, a broadcast, a referral offer, a run). An identifier that was itself dealt into the
-- treated arm is no leak.
WITH held AS (
    SELECT i.id
    FROM campaign_person AS p JOIN identifier AS i ON i.person = p.person
    WHERE p.campaign = :campaign AND p.arm = 'holdout' AND NOT EXISTS (
        SELECT 1 FROM campaign_member AS m
        WHERE m.campaign = :campaign AND m.identifier = i.id AND m.arm = 'treated')
),
given AS (
    SELECT 'coupon' AS kind, k.owner AS identifier, coalesce(k.received_at, k.issued_at) AS at, s.code AS what
    FROM coupon_stock AS s JOIN coupon AS k ON k.stock = s.id
    WHERE s.of_campaign = :campaign
    UNION ALL
    SELECT 'use', coalesce(r.identifier, k.owner), r.at, s.code
    FROM coupon_stock AS s JOIN coupon_redemption AS r ON r.stock = s.id JOIN coupon AS k ON k.id = r.coupon
    WHERE s.of_campaign = :campaign
    UNION ALL
    SELECT 'message', c.identifier, c.at, 'B' || p.id
    FROM campaign AS g
    JOIN guide_plan AS p ON p.campaign = g.code
        OR (p.stock <> '' AND p.stock IN (SELECT code FROM coupon_stock WHERE of_campaign = :campaign))
    JOIN guide_contact AS c ON c.day = p.day AND c.plan = p.id
    WHERE g.id = :campaign AND c.state IN ('planned', 'sent')
    UNION ALL
    SELECT 'link', l.owner, l.made_at, o.code
    FROM referral_campaign AS o JOIN referral_link AS l ON l.campaign = o.id
    WHERE o.of_campaign = :campaign
    UNION ALL
    SELECT 'friend', f.friend, f.at, o.code
    FROM referral_campaign AS o JOIN referral AS f ON f.campaign = o.id
    WHERE o.of_campaign = :campaign
    UNION ALL
    SELECT 'run', e.who, min(e.at), u.code
    FROM referral_campaign AS o
    JOIN referral_run AS u ON u.campaign = o.id
    JOIN referral_event AS e ON e.run = u.id
    WHERE o.of_campaign = :campaign AND e.who <> 0
    GROUP BY e.who, u.code
)
SELECT given.kind, given.identifier, i.person, given.at, given.what
FROM campaign AS c
JOIN given ON given.at >= c.started_at AND given.at < c.ends_at
JOIN held ON held.id = given.identifier
JOIN identifier AS i ON i.id = given.identifier
WHERE c.id = :campaign
ORDER BY given.at, given.kind, given.identifier, given.what
