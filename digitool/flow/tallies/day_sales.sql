-- One store-day's transactions without those of staff, the ones whose party is known, and money paid.
SELECT
  count(p.id) AS sales,
  coalesce((SELECT known FROM person_sales WHERE store = :store AND day = :day), 0) AS known,
  coalesce(sum(p.amount_fen), 0) AS paid_fen
FROM purchase p LEFT JOIN identifier i ON i.id = p.party
WHERE p.store = :store AND p.day = :day AND p.state = 'paid'
  AND (i.person IS NULL OR i.person NOT IN (SELECT person FROM staff_person))
