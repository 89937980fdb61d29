-- Which of the identifiers in :ids (JSON list) belong to people who are employed.
SELECT s.identifier FROM ints(:ids) AS j JOIN staff_identifier AS s ON s.identifier = j.value
UNION
SELECT f.identifier FROM ints(:ids) AS j JOIN identifier_flag AS f ON f.identifier = j.value
WHERE f.flag = 'staff'
