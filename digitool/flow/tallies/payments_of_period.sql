-- Store transactions of a period with what explains an unknown payer; the person whom the till names as buyer.
SELECT s.code AS store, p.number, p.at, p.day, p.amount_fen, p.bill_fen IS NULL AS no_bill,
  p.party, i.person, i.ns, sc.name AS scope, b.person AS buyer,
  EXISTS (SELECT 1 FROM identifier_flag f WHERE f.identifier = p.party) AS flagged,
  EXISTS (SELECT 1 FROM candidate c WHERE c.a = p.party OR c.b = p.party) AS candidate
FROM purchase p
JOIN store s ON s.id = p.store
LEFT JOIN identifier i ON i.id = p.party
LEFT JOIN identifier b ON b.id = p.buyer
LEFT JOIN identifier_scope sc ON sc.id = i.scope
WHERE p.day >= :first AND p.day < :to AND p.state = 'paid'
ORDER BY p.at, p.id
