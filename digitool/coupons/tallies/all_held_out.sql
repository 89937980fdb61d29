-- Every person of today whom :campaign holds out.
SELECT person
FROM campaign_person
WHERE campaign = :campaign AND arm = 'holdout'
ORDER BY person
