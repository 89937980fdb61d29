-- Digitized visits of one store by local hour; :first and :to are hours since the local epoch.
SELECT hour, visits FROM hour_visits WHERE store = :store AND hour >= :first AND hour < :to
