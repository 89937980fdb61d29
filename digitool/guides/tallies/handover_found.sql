-- The entries that a report on somebody may mean: of the ids in :told (JSON list), as WeCom writes them.
-- The open one comes first, then the youngest.
SELECT t.handover, t.subject, t.to_guide, t.state, h.guide, h.at AS made_at, h.cut_over,
  CASE t.what WHEN 'group' THEN c.chat ELSE i.value END AS value
FROM guide_handover_item t
JOIN guide_handover h ON h.id = t.handover
LEFT JOIN identifier i ON i.id = t.subject AND t.what = 'friend'
LEFT JOIN group_chat c ON c.id = t.subject AND t.what = 'group'
WHERE t.what = :what AND t.to_guide <> ''
  AND CASE t.what WHEN 'group' THEN c.chat ELSE i.value END IN texts(:told)
ORDER BY value, CASE WHEN t.state IN ('planned', 'requested', 'waiting') THEN 0 ELSE 1 END, t.handover DESC
