-- Persons who are employed: no customers.
SELECT person FROM staff_person
