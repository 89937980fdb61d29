-- Touches and first-ever touches by store (empty: none) and scene.
SELECT coalesce(s.code, '') AS store, d.scene, sum(d.touches) AS touches, sum(d.new_persons) AS new_persons
FROM scene_day d LEFT JOIN store s ON s.id = d.store
WHERE d.day >= :first AND d.day < :to
GROUP BY s.code, d.scene
