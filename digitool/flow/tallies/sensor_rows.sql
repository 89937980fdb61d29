-- Rows of one sensor that overlap a span of instants and are shorter than a day.
SELECT gate, kind, start, at, entered, exited, bits, daily_reset
FROM traffic
WHERE sensor = :sensor AND at > :from AND at < :to + :long AND start < :to AND at - start < :long
