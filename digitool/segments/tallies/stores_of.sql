-- Ids of stores by their codes (JSON list).
SELECT s.id FROM store s WHERE s.code IN texts(:codes)
