-- By person, touches of the window at the scenes (codes) in the stores; scenes of the last and first one.
-- The scene is packed behind the instant: of touches at one instant the later scene of a visit is the last.
WITH touched AS (
  SELECT
    t.identifier,
    count(*) AS touches,
    min(t.at * 16 + p.scene) AS earliest,
    max(t.at * 16 + p.scene) AS latest
  FROM touch t
  JOIN touchpoint p ON p.id = t.touchpoint
  WHERE t.at >= :since AND t.at <= :at
    AND (:scenes IS NULL OR p.scene IN ints(:scenes))
    AND (:stores IS NULL OR p.store IN (
      SELECT s.id FROM store s WHERE s.code IN texts(:stores)))
  GROUP BY t.identifier
)
SELECT
  i.person,
  sum(t.touches) AS touches,
  div(min(t.earliest), 16) AS first_at,
  div(max(t.latest), 16) AS last_at,
  min(t.earliest) % 16 AS first_scene,
  max(t.latest) % 16 AS last_scene
FROM touched t
JOIN identifier i ON i.id = t.identifier
GROUP BY i.person
