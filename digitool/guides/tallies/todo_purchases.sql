-- Paid purchases of the identifiers in :ids (JSON list) until business day :today.
SELECT p.party, p.day, p.amount_fen
FROM ints(:ids) AS j
JOIN purchase AS p ON p.party = j.value
WHERE p.state = 'paid' AND p.day <= :today
