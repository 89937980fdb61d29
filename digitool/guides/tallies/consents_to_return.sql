-- Consents that a plan used for messages which did not go out, not yet returned, nor withdrawn since.
SELECT u.identifier
FROM guide_consent AS u
JOIN guide_contact AS c ON c.day = :day AND c.plan = :plan AND c.identifier = u.identifier
WHERE u.plan = :plan AND u.kind = 'use' AND c.state IN ('failed', 'unanswered')
  AND NOT EXISTS (
      SELECT 1 FROM guide_consent AS r
      WHERE r.identifier = u.identifier AND r.id > u.id
        AND (r.kind = 'return' AND r.plan = :plan OR r.kind = 'withdraw' AND r.channel IN ('', u.channel)))
