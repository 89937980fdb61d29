-- By customer: messages of a campaign that were delivered.
SELECT u.customer, count(*) AS messages
FROM campaign AS g
JOIN guide_plan AS p ON p.campaign = g.code
JOIN guide_contact AS c ON c.plan = p.id
JOIN campaign_unit AS u ON u.campaign = g.id AND u.identifier = c.identifier
WHERE g.id = :campaign AND c.state = 'sent' AND c.at < :at
GROUP BY u.customer
ORDER BY u.customer
