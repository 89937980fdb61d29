-- Paid purchases of the wanted persons, by person: those that they paid, and those of which they are the buyer and whose
-- payer nobody knows. So the purchase of a member stays known when a bill names its payer.
SELECT paid.person, paid.at, paid.store, paid.day
FROM (
  SELECT w.person, w.identifier, p.at, p.store, p.day
  FROM temp.wanted w /*+ then */ JOIN purchase p ON p.party = w.identifier
  WHERE p.state = 'paid'
  UNION ALL
  SELECT w.person, w.identifier, p.at, p.store, p.day
  FROM temp.wanted w /*+ then */ JOIN purchase p ON p.buyer = w.identifier AND p.buyer <> p.party
  JOIN identifier i ON i.id = p.party AND i.person <> w.person
  WHERE p.state = 'paid'
    AND NOT EXISTS (SELECT 1 FROM known_identifier k WHERE k.identifier = i.person)
    AND NOT EXISTS (SELECT 1 FROM identifier j JOIN known_identifier k ON k.identifier = j.id
                    WHERE j.person = i.person AND j.person <> j.id)
    AND NOT EXISTS (SELECT 1 FROM staff_person s WHERE s.person = i.person)
) AS paid
ORDER BY paid.person, paid.identifier
