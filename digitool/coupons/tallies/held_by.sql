-- Codes that a person holds and has not used, oldest first.
WITH own AS (
    SELECT id FROM identifier WHERE id = :person
    UNION
    SELECT id FROM identifier WHERE person = :person AND person <> id
)
SELECT c.code
FROM own
JOIN coupon AS c ON c.owner = own.id
WHERE c.state IN ('received', 'locked')
ORDER BY c.id
LIMIT 100
