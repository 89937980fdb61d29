-- The first event that was ever imported of a customer and a guide (UTC ms): an addition, a changed remark, an end. Where
-- these come in, losses do.
SELECT min(m.at) AS first FROM relation_mark m WHERE m.kind IN (1, 5, 6, 7, 8)
