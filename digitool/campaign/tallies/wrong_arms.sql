-- Campaigns without members, households in both arms, and holdouts of campaigns that have none.
SELECT 'campaign ' || c.code || ' has no members' AS difference
FROM campaign AS c
WHERE NOT EXISTS (SELECT 1 FROM campaign_member AS m WHERE m.campaign = c.id)
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
