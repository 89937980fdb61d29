-- What each stock owes and gave, from its coupons and redemptions: to compare with the ledger.
SELECT s.id, s.code, s.terms,
       (SELECT count(*) FROM coupon AS c
        WHERE c.stock = s.id AND c.state IN ('issued', 'received', 'locked')) AS outstanding,
       (SELECT coalesce(sum(c.held_fen), 0) FROM coupon AS c
        WHERE c.stock = s.id AND c.state = 'locked') AS held_fen,
       (SELECT coalesce(sum(r.discount_fen - r.back_fen), 0) FROM coupon_redemption AS r
        WHERE r.stock = s.id) AS given_fen
FROM coupon_stock AS s
ORDER BY s.id
