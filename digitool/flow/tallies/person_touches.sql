-- Touches of the wanted persons, by person.
SELECT w.person, t.at, t.touchpoint
FROM temp.wanted w /*+ then */ JOIN touch t ON t.identifier = w.identifier
ORDER BY w.person, w.identifier
