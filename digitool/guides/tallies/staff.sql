-- Persons who are employed.
SELECT person FROM staff_person
