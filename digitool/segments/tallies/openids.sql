-- Persons with an openid of the own accounts and mini-programs (all where none is named).
SELECT i.person, 1 AS openids
FROM identifier i
LEFT JOIN identifier_scope s ON s.id = i.scope
WHERE i.ns = 1
  AND (:appids IS NULL OR s.name IN texts(:appids))
