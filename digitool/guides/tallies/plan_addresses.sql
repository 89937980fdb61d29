-- The messages of one plan that are still to be sent: guide and address, in a fixed order.
SELECT c.guide, c.identifier, i.value, coalesce(i.mask, '') AS mask, i.person
FROM guide_contact AS c
JOIN identifier AS i ON i.id = c.identifier
WHERE c.day = :day AND c.plan = :plan AND c.state = 'planned'
ORDER BY c.guide, c.identifier
