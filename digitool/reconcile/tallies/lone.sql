-- Money given back on business days :first to :to (half open) of which nobody knows the purchase.
SELECT r.day, coalesce(s.code, '') AS store, coalesce(r.channel, '') AS channel, coalesce(r.order_no, '') AS order_no,
  r.number, r.amount_fen, r.teller = 'bill' AS by_bill
FROM lone_refund r LEFT JOIN store s ON s.id = r.store
WHERE r.day >= :first AND r.day < :to
ORDER BY r.day, r.id
