-- By arm of the started campaign that a referral campaign belongs to: customers who had never bought before it,
-- and how many of them bought within it until :at (UTC ms). Customers are those to whom the arms were dealt.
WITH first AS (
    SELECT u.arm, u.customer, c.started_at, min(p.at) AS at
    FROM referral_campaign AS r
    JOIN campaign AS c ON c.id = r.of_campaign
    JOIN campaign_unit AS u ON u.campaign = c.id
    LEFT JOIN purchase AS p ON p.party = u.identifier AND p.state = 'paid' AND p.at <= :at
    WHERE r.id = :campaign
    GROUP BY u.arm, u.customer, c.started_at
)
SELECT f.arm, count(*) AS people, count(f.at) AS bought
FROM first AS f
WHERE f.at IS NULL OR f.at >= f.started_at
GROUP BY f.arm
