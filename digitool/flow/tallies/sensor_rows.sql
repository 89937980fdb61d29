-- Rows of one sensor that overlap a span of instants and are shorter than a day.
SELECT t.gate, t.kind, t.start, t.at, t.entered, t.exited, t.bits, t.daily_reset
FROM traffic t
WHERE t.sensor = :sensor AND t.at > :first AND t.at < :to + :long AND t.start < :to AND t.at - t.start < :long
