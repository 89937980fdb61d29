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
SELECT arm, count(*) AS people, sum(CASE WHEN at IS NULL THEN 0 ELSE 1 END) AS bought
FROM first
WHERE at IS NULL OR at >= started_at
GROUP BY arm
