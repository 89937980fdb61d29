-- Payments of orders and baskets, and refunds, that the ledger has booked with another amount, or not at all.
WITH booked AS (
    SELECT j.source, sum(CASE WHEN t.debit = a.id THEN t.amount_fen ELSE -t.amount_fen END) AS fen
    FROM ledger_account AS a
    JOIN ledger_transfer AS t ON a.id IN (t.debit, t.credit)
    JOIN ledger_journal AS j ON j.id = t.journal
    WHERE a.name = 'payments_received' AND a.unit IN ('official_store', 'store')
    GROUP BY j.source
),
told AS (
    SELECT CASE WHEN payment = '' THEN 'official_store:' || number ELSE payment END AS source, payable_fen AS fen
    FROM official_order
    WHERE paid_at IS NOT NULL
    UNION ALL
    SELECT CASE WHEN payment = '' THEN 'scan_and_go:' || number ELSE payment END, payable_fen
    FROM basket
    WHERE paid_at IS NOT NULL
    UNION ALL
    SELECT number, -amount_fen FROM official_refund
)
SELECT t.source || ' is ' || t.fen || ' fen, the ledger has ' || coalesce(b.fen, 0) AS difference
FROM told AS t
LEFT JOIN booked AS b ON b.source = t.source
WHERE coalesce(b.fen, 0) <> t.fen
UNION ALL
SELECT 'the ledger has ' || b.fen || ' fen for ' || b.source || ', which no order, basket or refund is'
FROM booked AS b
WHERE b.source NOT IN (SELECT source FROM told)
