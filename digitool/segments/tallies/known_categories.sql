-- Categories of the official store's catalogue.
SELECT DISTINCT d.category FROM product d
