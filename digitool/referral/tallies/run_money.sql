-- By campaign: deposits of runs that are not decided, what they sold and keep, what they set aside, shares given.
SELECT c.code, c.budget_fen,
       coalesce(sum(CASE e.kind WHEN 'charge' THEN e.amount_fen WHEN 'fulfil' THEN
           CASE WHEN EXISTS (SELECT 1 FROM referral_effect AS paid
             WHERE paid.run = e.run AND paid.kind = 'charge' AND paid.ref = e.ref) THEN -e.amount_fen ELSE 0 END
         WHEN 'refund' THEN CASE WHEN EXISTS (SELECT 1 FROM referral_effect AS sold
             WHERE sold.run = e.run AND sold.kind = 'fulfil' AND sold.ref = e.ref) THEN 0 ELSE -e.amount_fen END END), 0) AS deposited,
       coalesce(sum(CASE e.kind WHEN 'fulfil' THEN e.amount_fen WHEN 'refund' THEN
           CASE WHEN EXISTS (SELECT 1 FROM referral_effect AS sold
             WHERE sold.run = e.run AND sold.kind = 'fulfil' AND sold.ref = e.ref) THEN -e.amount_fen ELSE 0 END END), 0) AS sold,
       coalesce(sum(CASE WHEN e.kind IN ('reserve', 'promise') THEN e.amount_fen
         WHEN e.kind IN ('release', 'reward', 'void', 'commission') THEN -e.amount_fen END), 0) AS aside,
       coalesce(sum(CASE e.kind WHEN 'reward' THEN e.amount_fen END), 0) AS shares
FROM referral_campaign AS c
LEFT JOIN referral_run AS r ON r.campaign = c.id
LEFT JOIN referral_effect AS e ON e.run = r.id
GROUP BY c.id, c.code, c.budget_fen
ORDER BY c.id
