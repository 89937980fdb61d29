-- The reading of a running total next before a span of instants.
SELECT t.gate, t.kind, t.start, t.at, t.entered, t.exited, t.bits, t.daily_reset
FROM traffic t
WHERE t.sensor = :sensor AND t.gate = :gate AND t.kind = 'total' AND t.at = (
  SELECT max(r.at) FROM traffic r WHERE r.sensor = :sensor AND r.gate = :gate AND r.kind = 'total' AND r.at <= :first
)
