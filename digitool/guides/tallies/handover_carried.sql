-- What hangs on the identifiers in :ids (JSON list) when :guide hands them over, at :at (UTC ms), business day :today.
SELECT
  (SELECT count(*) FROM ints(:ids) j JOIN relation_tag t ON t.identifier = j.value
    WHERE t.guide = :guide AND t.kind = 'corp') AS corp_tags,
  (SELECT count(*) FROM ints(:ids) j JOIN relation_tag t ON t.identifier = j.value
    WHERE t.guide = :guide AND t.kind = 'personal') AS personal_tags,
  (SELECT count(DISTINCT t.identifier) FROM ints(:ids) j JOIN guide_todo t ON t.identifier = j.value
    WHERE t.until > :today) AS tasks,
  (SELECT count(*) FROM ints(:ids) j JOIN coupon c ON c.owner = j.value
    WHERE c.state IN ('received', 'locked') AND c.valid_to > :at) AS coupons,
  (SELECT count(*) FROM ints(:ids) j JOIN guide_contact c ON c.identifier = j.value
    WHERE c.guide = :guide AND c.state = 'planned') AS messages,
  (SELECT count(*) FROM guide_code_turn t JOIN guide_code c ON c.code = t.code
    WHERE t.guide = :guide AND c.retired_at IS NULL) AS live_codes,
  (SELECT count(*) FROM ints(:ids) j JOIN official_order o ON o.customer = j.value
    WHERE o.paid_at <= :at AND o.handed_at IS NULL AND o.ended_at IS NULL) AS orders
