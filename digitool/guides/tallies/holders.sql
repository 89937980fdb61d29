-- Which guide holds which identifier at :at (UTC ms), confirmed by both sides.
SELECT guide, identifier
FROM relation
WHERE NOT half AND added_at <= :at AND (lost_at IS NULL OR lost_at > :at)
