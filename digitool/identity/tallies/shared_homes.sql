-- Persons by value that is a home.
SELECT hub, person FROM shared_home
