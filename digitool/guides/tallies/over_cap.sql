-- Addresses with more than :most broadcasts over :channel on business days :since to :until.
SELECT identifier, count(*) AS messages
FROM guide_contact
WHERE day BETWEEN :since AND :until AND channel = :channel AND plan > 0 AND state IN ('planned', 'sent')
GROUP BY identifier
HAVING count(*) > :most
