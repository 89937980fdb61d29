-- Every round with its owner, the leader whose community it is in, and whether she led that community when it began.
SELECT r.code, r.owner, k.leader,
    EXISTS (SELECT 1 FROM community_leader AS l WHERE l.chat = k.chat AND l.leader = r.owner
            AND l.since <= r.opened_at AND (l.until IS NULL OR l.until >= r.opened_at)) AS led
FROM referral_run AS r
JOIN referral_campaign AS c ON c.id = r.campaign
LEFT JOIN community_run AS k ON k.run = r.id
WHERE c.mechanic IN texts(:mechanics)
ORDER BY r.id
