-- What is still to be asked of the platform in one handover: receiver, and the id that the platform knows.
SELECT t.what, t.to_guide, t.subject, CASE t.what WHEN 'group' THEN c.chat ELSE i.value END AS value
FROM guide_handover_item t
LEFT JOIN identifier i ON i.id = t.subject AND t.what = 'friend'
LEFT JOIN group_chat c ON c.id = t.subject AND t.what = 'group'
WHERE t.handover = :handover AND t.what IN ('friend', 'group') AND t.state IN ('planned', 'requested')
ORDER BY t.what, t.to_guide, t.subject
