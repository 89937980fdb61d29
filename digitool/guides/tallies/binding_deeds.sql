-- What happened between the wanted persons and guides besides their relations: person, at, kind, guide, to, why.
-- `scans` is 1 where scanning a guide's own code counts.
SELECT w.person, p.at, 'purchase' AS kind, p.guide, '' AS to_guide, '' AS why
FROM temp.wanted w JOIN purchase p ON p.party = w.identifier
WHERE p.guide <> '' AND p.state = 'paid'
UNION ALL
SELECT w.person, t.at, 'scan', substr(c.code, 7), '', ''
FROM temp.wanted w
JOIN touch t ON t.identifier = w.identifier AND :scans = 1
JOIN touchpoint c ON c.id = t.touchpoint
WHERE substr(c.code, 1, 6) = 'guide:'
UNION ALL
SELECT w.person, m.at, 'transfer', m.from_guide, m.to_guide, m.reason
FROM temp.wanted w JOIN guide_move m ON m.identifier = w.identifier
