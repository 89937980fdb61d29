-- Paid orders of our own that no payment bill tells about and that are no staff's: to compare with the report.
SELECT o.number, o.purchase, o.payable_fen, o.refunded_fen
FROM official_order AS o
JOIN purchase AS p ON p.id = o.purchase
LEFT JOIN identifier AS i ON i.id = p.party
WHERE o.paid_at IS NOT NULL AND p.bill_fen IS NULL
  AND (i.person IS NULL OR i.person NOT IN (SELECT person FROM staff_person))
ORDER BY o.id
