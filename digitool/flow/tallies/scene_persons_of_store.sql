-- Distinct persons by scene of one store in a span of instants, without staff: looks at every touch.
SELECT tp.scene, count(DISTINCT i.person) AS persons
FROM touchpoint tp
JOIN store s ON s.id = tp.store AND s.code = :store
JOIN touch t ON t.touchpoint = tp.id AND t.at >= :from_at AND t.at < :to_at
JOIN identifier i ON i.id = t.identifier
WHERE i.person NOT IN (SELECT person FROM staff_person)
GROUP BY tp.scene
