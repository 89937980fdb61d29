-- Messages sent or planned from business day :since to :until, by day.
SELECT c.day, c.identifier, c.channel, c.guide
FROM guide_contact c
WHERE c.day BETWEEN :since AND :until AND c.state IN ('planned', 'sent')
ORDER BY c.day, c.plan, c.identifier, c.channel, c.at
