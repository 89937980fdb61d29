-- What the identifiers in :ids (JSON list) paid since business day :since, what was given back until :at taken off,
-- in fen. Of what several tell of one purchase's refunds the largest sum counts.
SELECT p.party AS identifier, sum(p.amount_fen - coalesce((
  SELECT max(least(p.amount_fen, b.fen)) FROM given_back_until b
  WHERE b.purchase = p.id AND b.at <= :at), 0)) AS value_fen
FROM ints(:ids) j JOIN purchase p ON p.party = j.value
WHERE p.state = 'paid' AND p.day >= :since AND p.at <= :at
GROUP BY p.party
