-- Stores with their clock, opening hours (JSON) and region.
SELECT id, code, zone, cutoff_hour, hours, region FROM store ORDER BY code
