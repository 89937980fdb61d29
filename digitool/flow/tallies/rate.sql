-- Figures behind both rates by store and day; both ends of the period half open.
-- What counters tell of several days together stands only where all of them are asked for and trusted: not in
-- a period that cuts them, nor day by day (:daily 1). Such days are told.
SELECT store, day, open_seconds, visits_all, sales, sales_known, paid_fen,
  CASE WHEN told THEN valid_seconds ELSE 0 END AS valid_seconds,
  CASE WHEN told THEN traffic ELSE 0 END AS traffic,
  CASE WHEN told THEN visits ELSE 0 END AS visits,
  CASE WHEN told THEN people ELSE 0 END AS people,
  CASE WHEN told OR people = 0 THEN 0 ELSE 1 END AS untold
FROM (
  SELECT s.code AS store, d.day, d.open_seconds, d.valid_seconds, d.traffic, d.visits, d.visits_all, d.sales,
    d.sales_known, d.paid_fen, d.people,
    d.span_from >= :first AND d.span_to <= :to AND (d.span_to = d.span_from + 1 OR (:daily = 0 AND NOT EXISTS (
      SELECT 1 FROM store_day o
      WHERE o.store = d.store AND o.day >= d.span_from AND o.day < d.span_to
        AND o.valid_seconds = 0 AND o.open_seconds > 0
    ))) AS told
  FROM store_day d JOIN store s ON s.id = d.store
  WHERE d.day >= :first AND d.day < :to
) AS found
ORDER BY store, day
