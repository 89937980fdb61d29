-- The last touch of the identifiers in :ids (JSON list) by :at (UTC ms).
SELECT j.value AS identifier,
       (SELECT max(t.at) FROM touch AS t WHERE t.identifier = j.value AND t.at <= :at) AS at
FROM ints(:ids) AS j
