-- Articles of paid orders, order by order: the item's code, its title where it has none. :channel is empty for all.
SELECT p.id AS purchase, CASE WHEN l.item <> '' THEN l.item ELSE l.title END AS article, l.title
FROM purchase p /*+ then */ JOIN purchase_line l ON l.purchase = p.id
WHERE p.state = 'paid' AND p.day >= :first AND p.day < :to AND (:channel = '' OR p.channel = :channel)
  AND l.quantity > 0 AND (l.item <> '' OR l.title <> '')
ORDER BY p.id
