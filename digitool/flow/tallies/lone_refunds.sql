-- Refunds of business days :first to :to (half open) whose purchase nobody knows, the latest first.
SELECT r.day, r.at, s.code AS store, r.channel, coalesce(r.order_no, '') AS order_no, r.number, r.amount_fen, r.state,
  f.file, r.line
FROM lone_refund r
LEFT JOIN store s ON s.id = r.store
LEFT JOIN import_file f ON f.id = r.batch
WHERE r.day >= :first AND r.day < :to
ORDER BY r.day DESC, r.at DESC, r.number
