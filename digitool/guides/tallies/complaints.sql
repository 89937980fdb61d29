-- Identifiers that complained since business day :since, as known at :at (UTC ms).
SELECT c.identifier FROM guide_consent c WHERE c.kind = 'complaint' AND c.day >= :since AND c.at <= :at
