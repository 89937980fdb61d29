-- Reversals that are not the exact negation of their journal, line by line.
WITH pair AS (
    SELECT j.id AS reversal, j.reverses AS original FROM ledger_journal AS j WHERE j.reverses IS NOT NULL
),
taken_back AS (
    SELECT p.reversal, count(*) AS lines
    FROM pair AS p
    JOIN ledger_transfer AS a ON a.journal = p.reversal
    JOIN ledger_transfer AS b ON b.journal = p.original AND b.line = a.line
        AND b.debit = a.credit AND b.credit = a.debit AND b.amount_fen = a.amount_fen
    GROUP BY p.reversal
)
SELECT 'journal ' || p.reversal || ' is not the negation of ' || p.original AS difference
FROM pair AS p
LEFT JOIN taken_back AS t ON t.reversal = p.reversal
WHERE coalesce(t.lines, 0) <> (SELECT count(*) FROM ledger_transfer AS x WHERE x.journal = p.original)
   OR coalesce(t.lines, 0) <> (SELECT count(*) FROM ledger_transfer AS x WHERE x.journal = p.reversal)
