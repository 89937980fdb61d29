-- Accounts whose balance is not the sum of their transfers, and a ledger that does not sum to zero.
WITH leg AS (
    SELECT debit AS account, amount_fen FROM ledger_transfer
    UNION ALL
    SELECT credit, -amount_fen FROM ledger_transfer
),
fold AS (SELECT account, sum(amount_fen) AS fen FROM leg GROUP BY account)
SELECT 'account ' || a.name || '/' || a.unit || ' shows ' || a.balance_fen
       || ' fen, its transfers sum to ' || coalesce(f.fen, 0) AS difference
FROM ledger_account AS a
LEFT JOIN fold AS f ON f.account = a.id
WHERE a.balance_fen <> coalesce(f.fen, 0)
UNION ALL
SELECT 'all balances together are ' || sum(balance_fen) || ' fen, not 0'
FROM ledger_account
HAVING sum(balance_fen) <> 0
