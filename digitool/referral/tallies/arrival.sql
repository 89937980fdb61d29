-- What is known of a link's owner and of who comes by it at :at, as persons of today. Households are asked for apart.
WITH o AS (SELECT person FROM identifier WHERE id = :owner),
f AS (SELECT person FROM identifier WHERE id = :friend),
ids AS (
    SELECT id, person FROM identifier WHERE id IN (SELECT person FROM o UNION SELECT person FROM f)
    UNION
    SELECT id, person FROM identifier
    WHERE person <> id AND person IN (SELECT person FROM o UNION SELECT person FROM f)
),
bought AS (
    SELECT i.person, p.id, p.party FROM ids AS i JOIN purchase AS p ON p.party = i.id WHERE p.state = 'paid' AND p.at < :at
)
SELECT
    (SELECT person FROM o) AS owner,
    (SELECT person FROM f) AS friend,
    CASE WHEN EXISTS (
        SELECT 1 FROM refusal AS r
        WHERE r.via <> 0 AND (
            (r.a IN (SELECT id FROM ids WHERE person = (SELECT person FROM o))
             AND r.b IN (SELECT id FROM ids WHERE person = (SELECT person FROM f)))
            OR (r.b IN (SELECT id FROM ids WHERE person = (SELECT person FROM o))
                AND r.a IN (SELECT id FROM ids WHERE person = (SELECT person FROM f)))))
        THEN 'phone'
    ELSE '' END AS shared,
    coalesce((SELECT referrer FROM referral AS r JOIN ids ON ids.id = r.friend
              WHERE r.campaign = :campaign AND ids.person = (SELECT person FROM f)
              ORDER BY r.at, r.friend), 0) AS referrer,
    EXISTS (SELECT 1 FROM referral AS r JOIN ids ON ids.id = r.friend
            WHERE r.link = :link AND ids.person = (SELECT person FROM f)) AS came_before,
    (SELECT count(*) FROM referral AS r JOIN ids ON ids.id = r.referrer
     WHERE r.campaign = :campaign AND ids.person = (SELECT person FROM f)) AS brought,
    (SELECT count(*) FROM bought WHERE person = (SELECT person FROM f)) AS orders,
    EXISTS (SELECT 1 FROM staff_person AS s WHERE s.person = (SELECT person FROM f)) AS staff
