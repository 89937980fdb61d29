-- A campaign's referrals with what each friend did besides buying: registered, deleted the guide, came again.
SELECT r.friend, r.referrer, r.at, r.fresh, r.link, l.role, l.made_at AS opened_at, f.person AS friend_person,
       o.person AS referrer_person,
    (SELECT min(m.at) FROM membership AS m JOIN identifier AS i ON i.id = m.identifier
     WHERE m.member AND m.at >= r.at AND m.at <= :at AND (i.id = f.person OR i.person = f.person)) AS registered_at,
    (SELECT max(x.lost_at) FROM relation AS x JOIN identifier AS i ON i.id = x.identifier
     WHERE x.lost_at >= r.at AND x.lost_at <= :at AND (i.id = f.person OR i.person = f.person)
       AND NOT EXISTS (SELECT 1 FROM relation AS y WHERE y.guide = x.guide AND y.identifier = x.identifier
                       AND y.added_at > x.lost_at)) AS deleted_at,
    (SELECT min(t.at) FROM touch AS t WHERE t.identifier = r.friend) AS known_at,
    (SELECT max(t.at) FROM touch AS t JOIN identifier AS i ON i.id = t.identifier
     WHERE t.at <= :at AND (i.id = f.person OR i.person = f.person)) AS seen_at,
    (SELECT listed(row_of(g.joined_at, CASE WHEN g.left_at <= :at THEN g.left_at END))
     FROM group_member AS g JOIN identifier AS i ON i.id = g.identifier
     WHERE g.joined_at >= r.at AND g.joined_at <= :at AND (i.id = f.person OR i.person = f.person)) AS stays,
    EXISTS (SELECT 1 FROM touch AS t JOIN touchpoint AS p ON p.id = t.touchpoint AND p.physical
            WHERE t.identifier = r.friend) AS store
FROM referral AS r
JOIN referral_link AS l ON l.id = r.link
JOIN identifier AS f ON f.id = r.friend
JOIN identifier AS o ON o.id = r.referrer
WHERE r.campaign = :campaign AND r.at <= :at
ORDER BY r.at, r.friend
