-- Who holds the identifiers in :ids (JSON list) at :at (UTC ms), and since when.
SELECT r.identifier, r.guide, r.added_at
FROM ints(:ids) AS j
JOIN relation AS r ON r.identifier = j.value
WHERE NOT r.half AND r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at)
