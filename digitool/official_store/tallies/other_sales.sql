-- Paid sales outside the official store by store and day, without those of staff, and what of it a guide or a
-- referrer brought about.
SELECT p.store, p.day, sum(p.amount_fen) AS gmv_fen,
  sum(CASE WHEN p.guide <> '' OR p.referrer <> '' THEN p.amount_fen ELSE 0 END) AS private_fen
FROM purchase p LEFT JOIN identifier i ON i.id = p.party
WHERE p.channel <> 'official_store' AND p.state = 'paid' AND p.day >= :first AND p.day < :to
  AND (i.person IS NULL OR i.person NOT IN (SELECT person FROM staff_person))
GROUP BY p.store, p.day
