"""Handovers recomputed from their entries; each difference is one sentence."""

from __future__ import annotations

from digitool.db.checks import Check
from digitool.db.port import Connection


def moves(connection: Connection) -> list[str]:
    """A binding moved by a handover if and only if its entry is done: nobody on the strength of a request."""
    rows = connection.execute(
        "SELECT 'H' || t.handover || ' says that I' || t.subject || ' is handed over, and no binding moved'"
        " FROM guide_handover_item t JOIN guide_handover h ON h.id = t.handover"
        " WHERE t.what <> 'group' AND t.state = 'done' AND NOT EXISTS (SELECT 1 FROM guide_move m"
        " WHERE m.identifier = t.subject AND m.from_guide = h.guide AND m.to_guide = t.to_guide"
        " AND m.at = h.cut_over)"
        " UNION ALL "
        "SELECT m.reason || ' moved I' || m.identifier || ' without being done'"
        " FROM guide_move m JOIN guide_handover h ON m.reason = 'H' || h.id AND h.guide = m.from_guide"
        " WHERE m.at = h.cut_over AND NOT EXISTS (SELECT 1 FROM guide_handover_item t WHERE t.handover = h.id"
        " AND t.subject = m.identifier AND t.what <> 'group' AND t.to_guide = m.to_guide"
        " AND t.state = 'done')"
    )
    return [row[0] for row in rows]


def everybody(connection: Connection) -> list[str]:
    """Every handover has an entry for each customer that it counted, and each one receiver at most (BD3)."""
    rows = connection.execute(
        "SELECT 'H' || h.id || ' counted ' || h.customers || ' customers and has entries of ' ||"
        " count(DISTINCT t.subject) FROM guide_handover h"
        " LEFT JOIN guide_handover_item t ON t.handover = h.id AND t.what <> 'group'"
        " GROUP BY h.id, h.customers HAVING count(DISTINCT t.subject) < h.customers"
    )
    return [row[0] for row in rows]


def left(connection: Connection) -> list[str]:
    """Who left by a handover serves nobody whom she served before it (BD4); the clock is the last write's."""
    rows = connection.execute(
        "SELECT h.guide || ' left with H' || h.id || ' and still serves ' || count(DISTINCT b.person)"
        " || ' customers: write left under [guides.' || h.guide || '] in digitool.toml'"
        " FROM guide_handover h JOIN guide_binding b ON b.guide = h.guide"
        " AND b.from_at < h.cut_over AND (b.to_at IS NULL OR b.to_at > h.cut_over)"
        " WHERE h.kind = 'resigned' AND h.cut_over <= (SELECT max(at) FROM operation) GROUP BY h.id, h.guide"
    )
    return [row[0] for row in rows]


CHECKS: dict[str, Check] = {
    "guide-handover-moves": moves,
    "guide-handover-counts": everybody,
    "guide-handover-left": left,
}
