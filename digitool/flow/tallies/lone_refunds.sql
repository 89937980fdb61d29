-- Refunds of business days :from to :to (half open) whose purchase nobody knows, the latest first.
SELECT r.day, r.at, s.code AS store, w.channel, coalesce(w.order_no, '') AS order_no, r.number, r.amount_fen, r.state,
  f.file, r.line
FROM refund r
LEFT JOIN refund_place w ON w.refund = r.id
LEFT JOIN store s ON s.id = w.store
LEFT JOIN import_file f ON f.id = r.batch
WHERE r.day >= :from AND r.day < :to AND r.state <> 'FAIL'
  AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.id = r.purchase)
ORDER BY r.day DESC, r.at DESC, r.number
