-- How many persons of today were customers of both arms of a campaign.
SELECT count(*) AS persons
FROM (
    SELECT i.person
    FROM campaign_member AS m JOIN identifier AS i ON i.id = m.identifier
    WHERE m.campaign = :campaign
    GROUP BY i.person
    HAVING count(DISTINCT m.arm) > 1
) AS mixed
