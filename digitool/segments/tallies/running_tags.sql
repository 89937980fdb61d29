-- Tags by rule that customers have now, with the person that each stands for.
SELECT a.rule, a.tag, a.identifier, a.since, i.person
FROM auto_tag a
JOIN identifier i ON i.id = a.identifier
WHERE a.until IS NULL
