-- Planned and paid visits of a period by representative (:by_store 0) or store (1).
WITH planned AS (
    SELECT CASE WHEN :by_store THEN store ELSE representative END AS who, representative, store, day
    FROM store_visit_plan WHERE day >= :start AND day < :end
),
paid AS (
    SELECT CASE WHEN :by_store THEN store ELSE representative END AS who, id, representative, store, day,
           arrived_at, left_at
    FROM store_visit WHERE day >= :start AND day < :end
),
found AS (
    SELECT paid.who, f.kind, f.fine, f.pieces FROM paid JOIN store_visit_finding AS f ON f.visit = paid.id
),
people AS (SELECT who FROM planned UNION SELECT who FROM paid)
SELECT people.who,
    (SELECT count(*) FROM planned AS p WHERE p.who = people.who) AS planned,
    (SELECT count(*) FROM planned AS p WHERE p.who = people.who AND EXISTS (
        SELECT 1 FROM paid AS c
        WHERE c.representative = p.representative AND c.store = p.store AND c.day = p.day)) AS kept,
    (SELECT count(*) FROM paid AS c WHERE c.who = people.who) AS visits,
    (SELECT count(*) FROM paid AS c WHERE c.who = people.who AND NOT EXISTS (
        SELECT 1 FROM planned AS p
        WHERE p.representative = c.representative AND p.store = c.store AND p.day = c.day)) AS unplanned,
    (SELECT sum(left_at - arrived_at) FROM paid AS c WHERE c.who = people.who AND left_at IS NOT NULL) AS spent_ms,
    (SELECT count(*) FROM paid AS c WHERE c.who = people.who AND left_at IS NOT NULL) AS ended,
    (SELECT count(*) FROM found WHERE found.who = people.who AND kind = 'shelf') AS shelves,
    (SELECT count(*) FROM found WHERE found.who = people.who AND kind = 'shelf' AND fine) AS shelves_fine,
    (SELECT count(*) FROM found WHERE found.who = people.who AND kind = 'asset') AS assets,
    (SELECT count(*) FROM found WHERE found.who = people.who AND kind = 'asset' AND fine) AS assets_fine,
    (SELECT coalesce(sum(pieces), 0) FROM found WHERE found.who = people.who AND kind = 'order') AS pieces
FROM people
ORDER BY people.who
