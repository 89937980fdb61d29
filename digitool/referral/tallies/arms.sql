-- By arm of the started campaign of a code: people who had never bought before it, and who bought first within it.
WITH who AS (
    SELECT m.arm, m.customer, i.person, c.started_at
    FROM campaign AS c JOIN campaign_member AS m ON m.campaign = c.id JOIN identifier AS i ON i.id = m.customer
    WHERE c.code = :code
),
first AS (
    SELECT w.arm, w.person, w.started_at,
        (SELECT min(p.at) FROM identifier AS j JOIN purchase AS p ON p.party = j.id
         WHERE (j.id = w.person OR (j.person = w.person AND j.person <> j.id)) AND p.state = 'paid'
           AND p.at <= :at) AS at
    FROM who AS w
    GROUP BY w.arm, w.person
)
SELECT arm, count(*) AS people, sum(at IS NOT NULL) AS bought
FROM first
WHERE at IS NULL OR at >= started_at
GROUP BY arm
