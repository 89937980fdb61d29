-- Rows of one sensor that overlap a span of instants and are a day long, or longer (23 hours: index traffic_long).
SELECT gate, kind, start, at, entered, exited, bits, daily_reset
FROM traffic
WHERE sensor = :sensor AND at - start >= 82800000 AND at > :from AND start < :to
