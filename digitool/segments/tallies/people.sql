-- Persons: clusters with an identifier that means somebody. Devices, networks, codes, staff numbers and
-- profiles (namespaces 11 to 16), shared values and blocked values mean nobody by themselves.
SELECT i.person
FROM identifier i
WHERE i.ns NOT BETWEEN 11 AND 16
  AND i.id NOT IN (SELECT f.identifier FROM identifier_flag f)
  AND i.id NOT IN (SELECT h.hub FROM household_member h)
