-- Touches and distinct persons without staff by touchpoint, in a span of instants; touchpoints without any stay
-- with 0. :by is code, scene or store; looks at every touch.
WITH seen AS (
  SELECT t.touchpoint, t.at, i.person
  FROM touch t JOIN identifier i ON i.id = t.identifier
  WHERE t.at >= :from_at AND t.at < :to_at AND i.person NOT IN (SELECT person FROM staff_person)
)
SELECT
  CASE WHEN :by = 'code' THEN tp.code END AS code,
  CASE WHEN :by IN ('code', 'scene') THEN tp.scene END AS scene,
  CASE WHEN :by IN ('code', 'store') THEN coalesce(s.code, '') END AS store,
  count(seen.at) AS touches,
  count(DISTINCT seen.person) AS persons,
  max(seen.at) AS last_at
FROM touchpoint tp
LEFT JOIN store s ON s.id = tp.store
LEFT JOIN seen ON seen.touchpoint = tp.id
WHERE (:code = '' OR tp.code = :code)
  AND (:scene = 0 OR tp.scene = :scene)
  AND (:store = '' OR s.code = :store)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
