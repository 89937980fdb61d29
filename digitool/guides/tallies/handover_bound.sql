-- Whom :guide serves at :at (UTC ms), or served until she left and nobody after her.
SELECT DISTINCT b.person
FROM guide_binding b
WHERE b.guide = :guide AND b.from_at <= :at AND (b.to_at IS NULL OR b.to_at > :at OR b.ended = 'left' AND NOT EXISTS (
  SELECT 1 FROM guide_binding later WHERE later.person = b.person AND later.scope = b.scope AND later.from_at >= b.to_at))
ORDER BY b.person
