-- Every guide who ever held a customer, by code: one step through the key for each, not a pass over all.
WITH RECURSIVE holding (guide) AS (
    SELECT min(guide) FROM relation
    UNION ALL
    SELECT (SELECT min(r.guide) FROM relation AS r WHERE r.guide > h.guide)
    FROM holding AS h
    WHERE h.guide IS NOT NULL
)
SELECT guide FROM holding WHERE guide IS NOT NULL
