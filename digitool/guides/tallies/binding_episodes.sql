-- Confirmed episodes of the wanted persons with guides, each pair's in order of time.
SELECT w.person, w.identifier, r.guide, r.added_at, r.lost_at
FROM temp.wanted w JOIN relation r ON r.identifier = w.identifier
WHERE NOT r.half
ORDER BY w.person, w.identifier, r.guide, r.added_at
