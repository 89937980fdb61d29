-- Identifiers of people who are employed.
SELECT identifier FROM staff_identifier
UNION
SELECT identifier FROM identifier_flag WHERE flag = 'staff'
