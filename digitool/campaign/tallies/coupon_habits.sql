-- By person: coupons received whose validity is over at :at (UTC ms), and how many of them were used.
SELECT i.person,
       count(*) AS offered,
       sum(CASE WHEN u.coupon IS NOT NULL THEN 1 ELSE 0 END) AS redeemed
FROM coupon AS c
JOIN identifier AS i ON i.id = c.owner
LEFT JOIN coupon_redemption AS u ON u.coupon = c.id AND u.ended_at IS NULL AND u.at < :at
WHERE c.received_at < :at AND c.state <> 'void' AND c.valid_to <= :at
GROUP BY i.person
