-- What customers paid and did not get back, by channel: to compare with the ledger.
SELECT 'official_store' AS channel, coalesce(sum(payable_fen - refunded_fen), 0) AS fen
FROM official_order
WHERE paid_at IS NOT NULL
UNION ALL
SELECT 'store', coalesce(sum(payable_fen), 0)
FROM basket
WHERE paid_at IS NOT NULL
