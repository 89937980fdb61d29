-- Rows of one sensor that overlap a span of instants and are a day long, or longer: at least 23 hours, as the
-- index traffic_long has it, which finds them without reading the short ones.
SELECT t.gate, t.kind, t.start, t.at, t.entered, t.exited, t.bits, t.daily_reset
FROM (
  SELECT DISTINCT r.at, r.start
  FROM traffic r
  WHERE r.sensor = :sensor AND r.at - r.start >= 82800000 AND r.at > :first AND r.at < :to + :longest
    AND r.start < :to
) long
JOIN traffic t ON t.sensor = :sensor AND t.at = long.at AND t.start = long.start
