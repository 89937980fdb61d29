-- Campaigns without members, customers without a row of their own, households in both arms, and holdouts of
-- campaigns that have none.
SELECT 'campaign ' || c.code || ' has no members' AS difference
FROM campaign AS c
WHERE NOT EXISTS (SELECT 1 FROM campaign_member AS m WHERE m.campaign = c.id)
UNION ALL
SELECT DISTINCT 'customer P' || m.customer || ' of campaign ' || c.code || ' has no arm of her own'
FROM campaign AS c
JOIN campaign_member AS m ON m.campaign = c.id
WHERE NOT EXISTS (
    SELECT 1 FROM campaign_member AS o
    WHERE o.campaign = m.campaign AND o.identifier = m.customer AND o.customer = m.customer)
UNION ALL
SELECT 'household ' || m.household || ' is in both arms of campaign ' || c.code
FROM campaign AS c
JOIN campaign_member AS m ON m.campaign = c.id
GROUP BY c.code, m.household
HAVING count(DISTINCT m.arm) > 1
UNION ALL
SELECT DISTINCT 'campaign ' || c.code || ' has a holdout and was started without one'
FROM campaign AS c
JOIN campaign_member AS m ON m.campaign = c.id
WHERE c.holdout_bp = 0 AND m.arm = 'holdout'
