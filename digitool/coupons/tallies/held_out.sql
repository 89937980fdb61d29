-- Which of the identifiers in :ids (JSON list) are of persons whom :campaign holds out. The arm of a person is
-- what campaign_person says; this is asked for each coupon given, and must not fold a whole campaign as that does.
WITH asked AS (
    SELECT DISTINCT i.id, i.person FROM ints(:ids) AS j JOIN identifier AS i ON i.id = j.value
),
own AS (
    SELECT person, person AS id FROM asked
    UNION
    SELECT i.person, i.id FROM identifier AS i WHERE i.person <> i.id AND i.person IN (SELECT person FROM asked)
),
first AS (
    SELECT own.person
    FROM own JOIN campaign_member AS m ON m.campaign = :campaign AND m.identifier = own.id
    GROUP BY own.person
    HAVING min(CASE WHEN m.arm = 'holdout' THEN m.customer END) = min(m.customer)
)
SELECT asked.id FROM asked JOIN first ON first.person = asked.person ORDER BY asked.id
