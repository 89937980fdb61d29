-- What is known of the wanted persons besides touches and payments.
-- Namespaces that outlive one app: unionid 2, WeCom id 3, member number 5, phone 6, Youzan 17, customer number 18.
SELECT
  w.person,
  max(CASE WHEN EXISTS (SELECT 1 FROM relation r WHERE r.identifier = w.identifier)
    OR EXISTS (SELECT 1 FROM group_member g WHERE g.identifier = w.identifier)
    OR EXISTS (SELECT 1 FROM membership m WHERE m.identifier = w.identifier) THEN 1 ELSE 0 END) AS named,
  max(CASE WHEN EXISTS (SELECT 1 FROM relation r WHERE r.identifier = w.identifier
      AND r.lost_at IS NULL AND NOT r.half)
    OR EXISTS (SELECT 1 FROM group_member g WHERE g.identifier = w.identifier AND g.left_at IS NULL)
    OR coalesce((SELECT m.consent FROM membership m WHERE m.identifier = w.identifier AND m.consent IS NOT NULL
      ORDER BY m.at DESC, m.consent LIMIT 1), false) THEN 1 ELSE 0 END) AS reachable,
  max(CASE WHEN i.ns IN (2, 3, 5, 6, 17, 18) THEN 1 ELSE 0 END) AS identified,
  max(CASE WHEN i.person IN (SELECT s.person FROM staff_person s) THEN 1 ELSE 0 END) AS staff
FROM temp.wanted w /*+ then */ JOIN identifier i ON i.id = w.identifier
GROUP BY w.person
ORDER BY w.person
