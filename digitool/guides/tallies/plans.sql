-- Recorded broadcasts with what became of their messages; :plan narrows to one, 0 is all.
SELECT p.id, p.name, p.channel, p.campaign, p.stock, p.day, p.at, p.rule, p.customers, p.skipped, p.state,
       count(c.identifier) AS messages,
       coalesce(sum(c.state = 'planned'), 0) AS planned, coalesce(sum(c.state = 'sent'), 0) AS sent,
       coalesce(sum(c.state = 'failed'), 0) AS failed,
       coalesce(sum(c.state = 'unanswered'), 0) AS unanswered,
       count(c.reply_at) AS replied
FROM guide_plan AS p
LEFT JOIN guide_contact AS c ON c.day = p.day AND c.plan = p.id
WHERE :plan = 0 OR p.id = :plan
GROUP BY p.id
ORDER BY p.id DESC
