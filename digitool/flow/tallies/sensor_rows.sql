-- Traffic rows of one sensor in a span of instants.
SELECT gate, kind, start, at, entered, exited, bits, daily_reset
FROM traffic
WHERE sensor = :sensor AND at >= :from AND at < :to
