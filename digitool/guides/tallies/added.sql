-- Episodes that began in a span of time; first_ever is 1 where no guide of the chain knew the person before,
-- and lost_at is empty where she is still there at the instant.
WITH begun AS (
  SELECT r.*, i.person FROM relation r JOIN identifier i ON i.id = r.identifier
  WHERE r.added_at >= :start AND r.added_at < :stop AND r.added_at <= :at AND (:guide = '' OR r.guide = :guide)
),
members AS (
  SELECT person, person AS identifier FROM begun
  UNION SELECT b.person, m.id FROM begun b JOIN identifier m ON m.person = b.person AND m.person <> m.id
),
history AS (
  SELECT m.person, r.guide, r.identifier, r.added_at,
    row_number() OVER (PARTITION BY m.person ORDER BY r.added_at, r.guide, r.identifier) AS place
  FROM members m JOIN relation r ON r.identifier = m.identifier
)
SELECT b.guide, b.person, b.added_at, b.add_way, b.state, b.half,
  CASE WHEN b.lost_at <= :at THEN b.lost_at END AS lost_at,
  h.guide = b.guide AND h.identifier = b.identifier AND h.added_at = b.added_at AS first_ever
FROM begun b JOIN history h ON h.person = b.person AND h.place = 1
ORDER BY b.added_at, b.guide, b.person
