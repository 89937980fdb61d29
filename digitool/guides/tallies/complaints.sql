-- Identifiers that complained since business day :since, as known at :at (UTC ms).
SELECT identifier FROM guide_consent WHERE kind = 'complaint' AND day >= :since AND at <= :at
