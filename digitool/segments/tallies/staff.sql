-- Persons who are employed: no customers.
SELECT DISTINCT i.person
FROM staff_identifier s JOIN identifier i ON i.id = s.identifier
