-- Who serves whom at :at (UTC ms), where one guide at a time does; the younger binding last.
SELECT person, guide
FROM guide_binding
WHERE from_at <= :at AND (to_at IS NULL OR to_at > :at) AND scope <> guide
ORDER BY person, from_at
