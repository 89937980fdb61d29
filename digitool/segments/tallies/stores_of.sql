-- Ids of stores by their codes (JSON list).
SELECT s.id FROM store s WHERE s.code IN (SELECT j.value FROM json_each(:codes) j)
