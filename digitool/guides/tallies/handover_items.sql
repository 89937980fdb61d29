-- The entries of one handover with whom they concern; groups have no person.
SELECT t.*, CASE t.what WHEN 'group' THEN 0 ELSE i.person END AS person, h.guide, h.kind, h.at AS made_at,
  CASE t.what WHEN 'group' THEN c.chat ELSE i.value END AS value
FROM guide_handover_item t JOIN guide_handover h ON h.id = t.handover
LEFT JOIN identifier i ON i.id = t.subject AND t.what <> 'group'
LEFT JOIN group_chat c ON c.id = t.subject AND t.what = 'group'
WHERE t.handover = :handover
ORDER BY t.what, person, t.subject
