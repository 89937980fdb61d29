-- Customers of a campaign as the persons that they are now, with the arm of each; staff excluded.
SELECT i.person, m.household, CASE WHEN m.arm = 'holdout' THEN 1 ELSE 0 END AS held_out
FROM campaign_member AS m
JOIN identifier AS i ON i.id = m.customer
WHERE m.campaign = :campaign
  AND i.person NOT IN (
    SELECT o.person FROM staff_identifier AS s JOIN identifier AS o ON o.id = s.identifier
  )
ORDER BY i.person, m.customer
