-- The reading of a running total next before a span of instants.
SELECT gate, kind, start, at, entered, exited, bits, daily_reset
FROM traffic
WHERE sensor = :sensor AND gate = :gate AND kind = 'total' AND at = (
  SELECT max(at) FROM traffic WHERE sensor = :sensor AND gate = :gate AND kind = 'total' AND at <= :from
)
