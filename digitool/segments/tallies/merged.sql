-- Identifiers that belong to a person of another number.
SELECT i.id, i.person FROM identifier i WHERE i.person != i.id
