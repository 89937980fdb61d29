-- Guides who ever had a customer.
SELECT DISTINCT r.guide FROM relation r
