-- Identifiers of one namespace, of one account (:appid) unless that is empty.
SELECT i.id
FROM identifier AS i
JOIN identifier_namespace AS n ON n.code = i.ns AND n.name = :ns
LEFT JOIN identifier_scope AS s ON s.id = i.scope
WHERE :appid = '' OR s.name = :appid
ORDER BY i.id
