-- Journals without transfers, without an operation, or under another key or actor than their operation.
SELECT 'journal ' || j.id || ' has no transfers' AS difference
FROM ledger_journal AS j
WHERE NOT EXISTS (SELECT 1 FROM ledger_transfer AS t WHERE t.journal = j.id)
UNION ALL
SELECT 'journal ' || j.id || ' has no operation'
FROM ledger_journal AS j
LEFT JOIN operation AS o ON o.seq = j.operation
WHERE o.seq IS NULL
UNION ALL
SELECT 'journal ' || j.id || ' names another key or actor than its operation'
FROM ledger_journal AS j
JOIN operation AS o ON o.seq = j.operation
WHERE (o.key IS NOT NULL AND o.key <> j.key) OR o.actor <> j.actor
