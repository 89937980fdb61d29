-- Coupons that the identifiers in :ids (JSON list) hold and can use at :at (UTC ms), ending first first.
SELECT c.owner, s.code AS stock, s.of_campaign AS campaign, c.valid_to
FROM ints(:ids) AS j
JOIN coupon AS c ON c.owner = j.value
JOIN coupon_stock AS s ON s.id = c.stock
WHERE c.state = 'received' AND c.valid_from <= :at AND c.valid_to > :at
ORDER BY c.valid_to, c.id
