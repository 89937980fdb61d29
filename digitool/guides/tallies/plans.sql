-- Recorded broadcasts with what became of their messages; :plan narrows to one, 0 is all.
SELECT p.id, p.name, p.channel, p.campaign, p.stock, p.day, p.at, p.rule, p.customers, p.skipped, p.state,
       count(c.identifier) AS messages,
       count(*) FILTER (WHERE c.state = 'planned') AS planned, count(*) FILTER (WHERE c.state = 'sent') AS sent,
       count(*) FILTER (WHERE c.state = 'failed') AS failed,
       count(*) FILTER (WHERE c.state = 'unanswered') AS unanswered,
       count(c.reply_at) AS replied
FROM guide_plan AS p
LEFT JOIN guide_contact AS c ON c.day = p.day AND c.plan = p.id
WHERE :plan = 0 OR p.id = :plan
GROUP BY p.id, p.name, p.channel, p.campaign, p.stock, p.day, p.at, p.rule, p.customers, p.skipped, p.state
ORDER BY p.id DESC
