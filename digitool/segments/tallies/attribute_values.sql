-- Every value of an attribute.
SELECT DISTINCT a.value FROM attribute a WHERE a.name = :name
