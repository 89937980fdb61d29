-- Codes of coupon stocks.
SELECT s.code FROM coupon_stock s
