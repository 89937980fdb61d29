-- The catalogue at :at (UTC ms), with the flash price that runs. :category is empty for all.
SELECT p.code AS product, p.title, p.category, p.price_fen, p.on_sale, f.price_fen AS flash_fen,
       f.ends_at AS flash_until, f.cap - f.taken AS flash_left
FROM product AS p
LEFT JOIN flash_price AS f ON f.product = p.id AND f.starts_at <= :at AND :at < f.ends_at
WHERE :category = '' OR p.category = :category
ORDER BY p.code
