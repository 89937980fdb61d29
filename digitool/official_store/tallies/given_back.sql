-- What was given back on each order of the official store in a period, as payment bills tell it and as order systems do:
-- both tell of the same money.
WITH told AS (
  SELECT r.purchase, r.amount_fen, r.number LIKE 'wechatpay-refund%' OR r.number LIKE 'alipay-refund%' AS by_bill
  FROM purchase p CROSS JOIN refund r ON r.purchase = p.id
  WHERE p.store = 0 AND p.day >= :from AND p.day < :to AND p.channel = 'official_store' AND r.state <> 'FAIL'
)
SELECT purchase, sum(CASE WHEN by_bill THEN amount_fen ELSE 0 END) AS bill_fen,
  sum(CASE WHEN by_bill THEN 0 ELSE amount_fen END) AS order_fen
FROM told
GROUP BY purchase
