-- Links, people and rewards of every referral campaign that goes by links, until :at.
SELECT c.id, c.code, c.mechanic, c.budget_fen, c.opens_at, c.closes_at,
    (SELECT count(DISTINCT i.person) FROM referral_link AS l JOIN identifier AS i ON i.id = l.owner
     WHERE l.campaign = c.id AND l.made_at <= :at AND i.person NOT IN (
       SELECT f.person FROM referral AS r JOIN identifier AS f ON f.id = r.friend
       WHERE r.campaign = c.id AND r.at <= :at)) AS seeds,
    (SELECT count(DISTINCT i.person) FROM referral_link AS l JOIN identifier AS i ON i.id = l.owner
     WHERE l.campaign = c.id AND l.made_at <= :at) AS owners,
    (SELECT count(DISTINCT i.person) FROM referral AS r JOIN identifier AS i ON i.id = r.referrer
     WHERE r.campaign = c.id AND r.at <= :at) AS sharers,
    (SELECT count(*) FROM referral AS r WHERE r.campaign = c.id AND r.at <= :at) AS invitees,
    (SELECT count(*) FROM referral AS r WHERE r.campaign = c.id AND r.at <= :at AND r.fresh) AS fresh,
    (SELECT count(DISTINCT friend) FROM referral_refusal AS x
     WHERE x.campaign = c.id AND x.at <= :at AND (x.rule, x.observed) <> ('self_referral', 'person')
       AND NOT EXISTS (SELECT 1 FROM referral AS r WHERE r.campaign = c.id AND r.friend = x.friend)) AS turned_away,
    (SELECT count(*) FROM referral_refusal AS x WHERE x.campaign = c.id AND x.at <= :at) AS refused,
    (SELECT count(*) FROM referral_reward AS w WHERE w.campaign = c.id AND w.state = 'held') AS held,
    (SELECT coalesce(sum(w.amount_fen - w.back_fen), 0) FROM referral_reward AS w
     WHERE w.campaign = c.id AND w.state = 'held') AS held_fen,
    (SELECT coalesce(sum(w.amount_fen - w.back_fen), 0) FROM referral_reward AS w
     WHERE w.campaign = c.id AND w.state IN ('approved', 'paid')) AS reward_fen
FROM referral_campaign AS c
WHERE c.mechanic IN texts(:links)
  AND (:campaign IS NULL OR c.code = :campaign)
ORDER BY c.id
