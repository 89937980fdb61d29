-- By person: messages of a campaign that were delivered.
SELECT i.person, count(*) AS messages
FROM guide_plan AS p
JOIN guide_contact AS c ON c.plan = p.id
JOIN identifier AS i ON i.id = c.identifier
WHERE p.campaign = :code AND c.state = 'sent' AND c.at < :at
GROUP BY i.person
ORDER BY i.person
