-- Scan-and-go by store, of baskets opened from :first to before :to (UTC ms). :store is empty for all.
SELECT b.store,
       count(*) AS opened,
       count(b.paid_at) AS paid,
       coalesce(sum(CASE WHEN b.state = 'exited' THEN 1 ELSE 0 END), 0) AS exited,
       coalesce(sum(CASE WHEN b.audit <> '' THEN 1 ELSE 0 END), 0) AS chosen,
       coalesce(sum(CASE WHEN b.verdict <> '' THEN 1 ELSE 0 END), 0) AS audited,
       coalesce(sum(CASE WHEN b.verdict = 'mismatch' THEN 1 ELSE 0 END), 0) AS mismatches,
       coalesce(sum(b.payable_fen), 0) AS gmv_fen,
       coalesce(sum(b.missed_fen), 0) AS missed_fen
FROM basket AS b
WHERE b.opened_at >= :first AND b.opened_at < :to AND (:store = '' OR b.store = :store)
GROUP BY b.store
ORDER BY b.store
