-- Customers of a campaign as they were when arms were dealt, one row each, with their household and arm.
SELECT m.customer, m.household, CASE WHEN m.arm = 'holdout' THEN 1 ELSE 0 END AS held_out
FROM campaign_member AS m
WHERE m.campaign = :campaign AND m.identifier = m.customer
ORDER BY m.customer
