-- Messages sent or planned from business day :since to :until, by day.
SELECT day, identifier, channel, guide
FROM guide_contact
WHERE day BETWEEN :since AND :until AND state IN ('planned', 'sent')
ORDER BY day, plan, identifier, channel, at
