-- By person, customer groups that she is in, of all or of those named by id or name.
SELECT i.person, count(DISTINCT g.chat) AS groups
FROM group_member g
JOIN group_chat c ON c.id = g.chat
JOIN identifier i ON i.id = g.identifier
WHERE g.joined_at <= :at AND (g.left_at IS NULL OR g.left_at > :at)
  AND (:named IS NULL
    OR c.chat IN texts(:named)
    OR c.name IN texts(:named))
GROUP BY i.person
