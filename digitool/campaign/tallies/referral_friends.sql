-- People who were brought before :at (UTC ms), by person, and when (the first time).
SELECT i.person, min(r.at) AS at
FROM referral AS r
JOIN identifier AS i ON i.id = r.friend
WHERE r.at < :at
GROUP BY i.person
ORDER BY i.person
