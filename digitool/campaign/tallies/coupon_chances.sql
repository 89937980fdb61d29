-- Coupons that customers received and whose validity was over at :at (UTC ms), with the moment of use.
-- Staff excluded. ``used_at`` is -1 where it was not used; ``paid_fen`` is the basket that it was used on.
SELECT i.person, c.stock, c.received_at, c.valid_from, c.valid_to,
       coalesce(u.at, -1) AS used_at, coalesce(u.base_fen, -1) AS paid_fen
FROM coupon AS c
JOIN identifier AS i ON i.id = c.owner
LEFT JOIN coupon_redemption AS u ON u.coupon = c.id AND u.ended_at IS NULL
WHERE c.received_at < :at AND c.valid_to <= :at AND c.state <> 'void'
  AND i.person NOT IN (SELECT person FROM staff_person)
ORDER BY c.stock, c.received_at, i.person
