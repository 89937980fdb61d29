-- Imports, the newest first: all of them, those made from :first to :after (UTC ms, half open), or one (:batch).
SELECT f.id AS batch, f.file, f.format, o.at, o.actor, f.rows_in, f.accepted, f.rejected, f.known,
  f.period_from, f.period_to, f.operation, o.undone_by
FROM import_file f JOIN operation o ON o.seq = f.operation
WHERE (:batch IS NULL OR f.id = :batch) AND (:first IS NULL OR (o.at >= :first AND o.at < :after))
ORDER BY f.id DESC
