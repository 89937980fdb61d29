-- Tags by rule whose spans overlap, or that stand on nobody.
SELECT 'tag ' || a.tag || ' of rule ' || a.rule || ' stands twice on I' || a.identifier AS difference
FROM auto_tag a
JOIN auto_tag b ON b.rule = a.rule AND b.tag = a.tag AND b.identifier = a.identifier AND b.since > a.since
WHERE a.until IS NULL OR a.until > b.since
UNION ALL
SELECT 'tag ' || a.tag || ' of rule ' || a.rule || ' stands on nobody: I' || a.identifier AS difference
FROM auto_tag a
LEFT JOIN identifier i ON i.id = a.identifier
WHERE i.id IS NULL
