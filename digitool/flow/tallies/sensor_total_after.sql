-- The reading of a running total next after a span of instants.
SELECT gate, kind, start, at, entered, exited, bits, daily_reset
FROM traffic
WHERE sensor = :sensor AND gate = :gate AND kind = 'total' AND at = (
  SELECT min(at) FROM traffic WHERE sensor = :sensor AND gate = :gate AND kind = 'total' AND at >= :to
)
