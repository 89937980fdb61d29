-- What the identifiers in :ids (JSON list) paid since business day :since, what was given back until :at taken off,
-- in fen. Of what several tell of one purchase's refunds the largest sum counts.
SELECT p.party AS identifier, sum(p.amount_fen - coalesce((
  SELECT max(told.fen) FROM (
    SELECT sum(f.amount_fen) AS fen FROM given_back f
    WHERE f.purchase = p.id AND f.at <= :at GROUP BY f.teller) AS told), 0)) AS value_fen
FROM ints(:ids) j JOIN purchase p ON p.party = j.value
WHERE p.state = 'paid' AND p.day >= :since AND p.at <= :at
GROUP BY p.party
