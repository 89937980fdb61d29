-- Anything that the chain knew of a person before a moment.
WITH ids AS (
    SELECT id FROM identifier WHERE id = :person
    UNION
    SELECT id FROM identifier WHERE person = :person AND person <> id
)
SELECT 1 FROM ids JOIN touch AS t ON t.identifier = ids.id AND t.at < :at
UNION ALL SELECT 1 FROM ids JOIN purchase AS p ON p.party = ids.id AND p.at < :at
UNION ALL SELECT 1 FROM ids JOIN relation AS r ON r.identifier = ids.id AND r.added_at < :at
UNION ALL SELECT 1 FROM ids JOIN membership AS m ON m.identifier = ids.id AND m.at < :at
LIMIT 1
