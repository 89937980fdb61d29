-- Persons whose birthday is one of those in :near, as it is written (JSON list). Of several that were told, the one
-- of the last word counts among those that can be read, :readable (JSON list); of equals the larger text.
WITH told AS (
  SELECT i.person, a.value, row_number() OVER (PARTITION BY i.person ORDER BY a.seen_at DESC, a.value DESC) AS nth
  FROM attribute a
  JOIN identifier i ON i.id = a.identifier
  WHERE a.name = 'birthday' AND a.value IN texts(:readable)
)
SELECT person, 1 AS near
FROM told
WHERE nth = 1 AND value IN texts(:near)
