-- Friendships that began (and whether the chain held the person before) and ended, by guide and quarter of an hour (its
-- number since 1970), in :start to :stop (UTC ms, half open). Handovers (way of adding 202, lost by transfer) stay apart;
-- without staff and without those whom the guide has not confirmed.
WITH begun AS (
  SELECT r.guide, r.identifier, r.added_at, r.add_way, i.person
  FROM relation r JOIN identifier i ON i.id = r.identifier
  WHERE r.added_at >= :start AND r.added_at < :stop AND NOT r.half
    AND i.person NOT IN (SELECT person FROM staff_person)
),
members AS (
  SELECT person, person AS identifier FROM begun
  UNION SELECT b.person, m.id FROM begun b JOIN identifier m ON m.person = b.person AND m.person <> m.id
),
history AS (
  SELECT m.person, r.guide, r.identifier, r.added_at,
    row_number() OVER (PARTITION BY m.person ORDER BY r.added_at, r.guide, r.identifier) AS place
  FROM members m JOIN relation r ON r.identifier = m.identifier
  WHERE NOT r.half
)
SELECT b.guide, div(b.added_at, 900000) AS slot,
  count(*) FILTER (WHERE b.add_way <> 202) AS added,
  count(h.person) AS new,
  count(*) FILTER (WHERE b.add_way = 202) AS taken_over,
  0 AS lost,
  0 AS handed_over
FROM begun b
LEFT JOIN history h ON h.person = b.person AND h.place = 1
  AND h.guide = b.guide AND h.identifier = b.identifier AND h.added_at = b.added_at
GROUP BY 1, 2
UNION ALL
SELECT r.guide, div(r.lost_at, 900000), 0, 0, 0,
  count(*) FILTER (WHERE r.lost_by <> 'transfer'), count(*) FILTER (WHERE r.lost_by = 'transfer')
FROM relation r JOIN identifier i ON i.id = r.identifier
WHERE r.lost_at >= :start AND r.lost_at < :stop AND NOT r.half AND i.person NOT IN (SELECT person FROM staff_person)
GROUP BY 1, 2
