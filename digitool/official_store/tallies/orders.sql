-- Orders, the newest first, whose state as the clock sees it at :at (UTC ms) is :state, at :location, for
-- :person; each is empty (or null) for all.
SELECT o.*
FROM official_order AS o
LEFT JOIN identifier AS i ON i.id = o.customer
WHERE (:state = '' OR :state = CASE WHEN o.state = 'created' AND o.pay_by <= :at THEN 'expired' ELSE o.state END)
  AND (:location = '' OR o.location = :location)
  AND (:person IS NULL OR i.person = :person)
ORDER BY o.id DESC
LIMIT :most
