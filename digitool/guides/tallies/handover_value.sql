-- What the identifiers in :ids (JSON list) paid since business day :since, refunds taken off, in fen.
SELECT p.party AS identifier, sum(p.amount_fen - coalesce((
  SELECT sum(f.amount_fen) FROM refund f WHERE f.purchase = p.id), 0)) AS value_fen
FROM json_each(:ids) j JOIN purchase p ON p.party = j.value
WHERE p.state = 'paid' AND p.day >= :since AND p.at <= :at
GROUP BY p.party
