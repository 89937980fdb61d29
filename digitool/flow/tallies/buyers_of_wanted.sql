-- Persons who are named as buyers of what the wanted persons paid: what they contribute depends on who these are.
SELECT DISTINCT b.person
FROM temp.wanted w
/*+ then */ JOIN purchase p ON p.party = w.identifier AND p.buyer <> p.party
/*+ then */ JOIN identifier b ON b.id = p.buyer
ORDER BY b.person
