-- Paid purchases of the wanted persons, by person.
SELECT w.person, p.at, p.store, p.day
FROM temp.wanted w /*+ then */ JOIN purchase p ON p.party = w.identifier
WHERE p.state = 'paid'
ORDER BY w.person, w.identifier
