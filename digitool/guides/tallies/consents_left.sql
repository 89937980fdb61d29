-- Identifiers with consents left on :channel by :at (UTC ms): given and returned less used, since the last
-- withdrawal. :appid narrows them to one account, unless it is empty.
WITH ended AS (
    SELECT w.identifier, max(w.id) AS id
    FROM guide_consent AS w
    WHERE w.kind = 'withdraw' AND w.channel IN ('', :channel) AND w.at <= :at
    GROUP BY w.identifier
)
SELECT c.identifier
FROM guide_consent AS c
LEFT JOIN ended AS e ON e.identifier = c.identifier
WHERE c.channel = :channel AND c.at <= :at AND c.id > coalesce(e.id, 0)
  AND c.kind IN ('give', 'return', 'use')
  AND (:appid = '' OR c.identifier IN (
      SELECT i.id FROM identifier AS i JOIN identifier_scope AS s ON s.id = i.scope WHERE s.name = :appid))
GROUP BY c.identifier
HAVING sum(CASE c.kind WHEN 'use' THEN -c.n ELSE c.n END) > 0
ORDER BY c.identifier
