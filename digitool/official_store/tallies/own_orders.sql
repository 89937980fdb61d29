-- Paid orders of our own that no payment bill tells about and that are no staff's: to compare with the report.
SELECT o.number, o.purchase, o.payable_fen, o.refunded_fen
FROM official_order AS o
JOIN purchase AS p ON p.id = o.purchase
LEFT JOIN identifier AS i ON i.id = p.party
WHERE o.paid_at IS NOT NULL AND p.bill IS NULL
  AND NOT EXISTS (SELECT 1 FROM staff_identifier AS s JOIN identifier AS j ON j.id = s.identifier
                  WHERE j.person = i.person)
ORDER BY o.id
