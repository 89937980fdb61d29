-- By referral campaign and person who could bring others: how many she brought before :at (UTC ms), and whether
-- she was brought herself (1: a later generation). Everybody with a link counts, those who brought nobody too.
WITH able AS (
    SELECT l.campaign, i.person FROM referral_link AS l JOIN identifier AS i ON i.id = l.owner WHERE l.made_at < :at
    UNION
    SELECT r.campaign, i.person FROM referral AS r JOIN identifier AS i ON i.id = r.friend WHERE r.at < :at
),
brought AS (
    SELECT r.campaign, i.person, count(*) AS children
    FROM referral AS r
    JOIN identifier AS i ON i.id = r.referrer
    WHERE r.at < :at
    GROUP BY r.campaign, i.person
),
friend AS (
    SELECT DISTINCT r.campaign, i.person FROM referral AS r JOIN identifier AS i ON i.id = r.friend WHERE r.at < :at
)
SELECT a.campaign, a.person, coalesce(b.children, 0) AS children,
       CASE WHEN f.person IS NULL THEN 0 ELSE 1 END AS later
FROM able AS a
LEFT JOIN brought AS b ON b.campaign = a.campaign AND b.person = a.person
LEFT JOIN friend AS f ON f.campaign = a.campaign AND f.person = a.person
ORDER BY a.campaign, a.person
