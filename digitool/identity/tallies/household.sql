-- The household of :person (an id of today), herself included: whoever is reached over values that are homes.
WITH RECURSIVE home(person) AS (
  SELECT CAST(:person AS BIGINT)
  UNION
  SELECT theirs.person
  FROM home AS h JOIN shared_home AS mine ON mine.person = h.person JOIN shared_home AS theirs ON theirs.hub = mine.hub
)
SELECT person FROM home
