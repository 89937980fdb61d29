-- Distinct persons by scene of one store in a span of instants: looks at every touch.
SELECT tp.scene, count(DISTINCT i.person) AS persons
FROM touch t
JOIN touchpoint tp ON tp.id = t.touchpoint
JOIN store s ON s.id = tp.store
JOIN identifier i ON i.id = t.identifier
WHERE s.code = :store AND t.at >= :from_at AND t.at < :to_at
  AND NOT EXISTS (SELECT 1 FROM staff_identifier x JOIN identifier y ON y.id = x.identifier WHERE y.person = i.person)
GROUP BY tp.scene
