-- Persons with a phone of their own.
SELECT i.person, 1 AS phones
FROM identifier i
WHERE i.ns = 6
  AND i.id NOT IN (SELECT f.identifier FROM identifier_flag f)
  AND i.id NOT IN (SELECT h.hub FROM household_member h)
