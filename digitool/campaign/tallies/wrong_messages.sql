-- Campaigns whose count of planned messages is not that of their broadcasts.
SELECT 'campaign ' || c.code || ' counts ' || c.written || ' messages, its broadcasts planned ' || count(g.identifier)
       AS difference
FROM campaign AS c
LEFT JOIN guide_plan AS p ON p.campaign = c.code
LEFT JOIN guide_contact AS g ON g.day = p.day AND g.plan = p.id
GROUP BY c.id, c.code, c.written
HAVING c.written <> count(g.identifier)
