-- WeCom adds and group joins that name a link of a campaign as their state, oldest first.
SELECT l.id AS link, x.identifier AS friend, min(x.at) AS at
FROM referral_link AS l
JOIN (
    SELECT state, identifier, added_at AS at FROM relation WHERE state <> ''
    UNION ALL
    SELECT state, identifier, joined_at FROM group_member WHERE state <> ''
) AS x ON x.state = l.code
WHERE l.campaign = :campaign AND x.at >= :opens AND x.at < :closes AND x.at <= :at
GROUP BY l.id, x.identifier
ORDER BY min(x.at), x.identifier
