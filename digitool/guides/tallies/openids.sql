-- The WeChat openids of :person, of one account (:appid) unless that is empty; oldest first.
SELECT i.id
FROM identifier AS i
JOIN identifier_namespace AS n ON n.code = i.ns AND n.name = 'wx_openid'
LEFT JOIN identifier_scope AS s ON s.id = i.scope
WHERE (i.id = :person OR i.person = :person) AND (:appid = '' OR s.name = :appid)
ORDER BY i.id
