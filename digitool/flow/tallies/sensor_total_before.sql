-- The reading of a running total next before a span of instants.
SELECT gate, kind, start, at, entered, exited, bits, daily_reset
FROM traffic
WHERE sensor = :sensor AND gate = :gate AND kind = 'total' AND at <= :from
ORDER BY at DESC
LIMIT 1
