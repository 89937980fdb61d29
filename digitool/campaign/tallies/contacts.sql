-- Messages that reached customers before :at (UTC ms), staff excluded: when, by which guide, answered or not,
-- and whether the customer said no within :grace_ms after it (left the guide, or withdrew the consent).
SELECT i.person, c.at, c.guide,
       CASE WHEN c.reply_at IS NOT NULL AND c.reply_at < :at THEN 1 ELSE 0 END AS replied,
       CASE WHEN EXISTS (
              SELECT 1 FROM relation AS r
              WHERE r.identifier = c.identifier AND r.lost_by = 'customer'
                AND r.lost_at >= c.at AND r.lost_at < c.at + :grace_ms AND r.lost_at < :at)
            OR EXISTS (
              SELECT 1 FROM guide_consent AS w
              WHERE w.identifier = c.identifier AND w.kind = 'withdraw'
                AND w.at >= c.at AND w.at < c.at + :grace_ms AND w.at < :at)
       THEN 1 ELSE 0 END AS lost
FROM guide_contact AS c
JOIN identifier AS i ON i.id = c.identifier
WHERE c.state = 'sent' AND c.at < :at
  AND i.person NOT IN (SELECT person FROM staff_person)
ORDER BY i.person, c.at
