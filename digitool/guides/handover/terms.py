"""On what terms a handover may be planned: its kind, its cut-over, and who may take over."""

from __future__ import annotations

from typing import Any, NamedTuple

from digitool import rules
from digitool.errors import RefusedError, UsageError
from digitool.guides.binding.rules import left_at
from digitool.guides.handover.plan import ON_JOB, RESIGNED, Receiver
from digitool.guides.roster import ACTIVE, LEFT, Post, post_of, posts, require_guide
from digitool.model.days import iso_day, local_day
from digitool.model.ids import Day, Ms
from digitool.model.references import require_sendable
from digitool.workspace.settings import Settings


class AskedHandover(NamedTuple):
    """A handover as it is asked for.

    ``kind`` is on_job or resigned, empty: as the roster says. ``cut_over`` (UTC ms) is None for now, or for
    the moment at which she leaves; without ``to`` everybody at work may take over. ``on_typed`` and
    ``cut_over_typed`` are the words in which somebody named that moment: a repeat is told by them.
    """

    guide: str
    kind: str = ""
    cut_over: Ms | None = None
    to: tuple[str, ...] = ()
    message: str = ""
    on_typed: str = ""
    cut_over_typed: str = ""

    def as_typed(self) -> dict[str, Any]:
        """What makes two requests for a handover the same one, as JSON."""
        return {
            "guide": self.guide,
            "kind": self.kind,
            "to": list(self.to),
            "message": self.message,
            "on": self.on_typed,
            "cut_over": self.cut_over_typed,
        }


def kind_and_start(settings: Settings, asked: AskedHandover, at: Ms) -> tuple[str, int]:
    """The kind of the handover, and from when on (UTC ms) the receivers serve.

    Raises UsageError ``leaves_or_moves``, ``when_does_she_leave``, ``leaves_later``, and RefusedError
    ``cut_over_past``, ``has_left``.
    """
    guide = settings.guides[asked.guide]
    gone = left_at(settings, guide)
    kind = asked.kind or (RESIGNED if gone is not None else "")
    if not kind:
        raise UsageError(
            "leaves_or_moves",
            "does {guide} leave the chain, or does she stay in it?",
            hint="add --leaves or --moves; the platform has another interface and other rules for each",
            guide=asked.guide,
        )
    if asked.cut_over is not None and asked.cut_over < at:
        raise RefusedError(
            "cut_over_past",
            "a handover cannot begin in the past: orders paid by now stay whose they are",
            hint="name a later day, or leave it out for now",
        )
    if kind == ON_JOB:
        return kind, _on_job(asked, gone, at)
    if gone is None and asked.cut_over is None:
        raise UsageError(
            "when_does_she_leave",
            "when does {guide} leave?",
            hint="add --on DAY, her first day away; or write left = DAY under [guides.{guide}]",
            guide=asked.guide,
        )
    cut_over = max(gone or 0, at) if asked.cut_over is None else asked.cut_over
    if gone is not None and cut_over < gone:
        raise UsageError(
            "leaves_later",
            "digitool.toml says that {guide} is at work until {day}",
            hint="hand her customers over from that day on, or correct left under [guides.{guide}]",
            guide=asked.guide,
            day=iso_day(Day(guide.left or 0)),
        )
    return kind, cut_over


def _on_job(asked: AskedHandover, gone: int | None, at: Ms) -> int:
    cut_over = at if asked.cut_over is None else asked.cut_over
    if gone is not None and gone <= cut_over:
        raise RefusedError(
            "has_left",
            "{guide} has left by then, and the platform transfers customers of guides at work only ({rule})",
            hint="use --leaves: customers of who has left go another way",
            guide=asked.guide,
            rule="handover.on_job",
        )
    return cut_over


def require_leaving(settings: Settings, guide: str, kind: str, cut_over: Ms) -> None:
    """Raises UsageError ``not_leaving`` where who is to leave stays on the roster.

    The roster ends what she serves; without it those who decline would be hers for ever.
    """
    if kind == RESIGNED and settings.guides[guide].left is None:
        post = post_of(settings, settings.guides[guide])
        raise UsageError(
            "not_leaving",
            "digitool.toml does not say that {guide} leaves",
            hint="write left = {day} under [guides.{guide}], her first day away, then record it",
            guide=guide,
            day=iso_day(post.day(cut_over)),
        )


def check_message(asked: AskedHandover, kind: str, settings: Settings, at: Ms) -> None:
    """Raises RefusedError ``no_message`` of who leaves, ``message_too_long`` for more than WeCom says."""
    if asked.message and kind != ON_JOB:
        raise RefusedError(
            "no_message",
            "customers of who has left get no message: WeCom's interface has none",
            hint="leave --message out, or use --moves if she stays with the chain",
        )
    require_sendable(asked.message, "message")
    rule = rules.at("handover.on_job", local_day(at, settings.chain.zone))
    limit = rule.number("message_chars")
    if len(asked.message) > limit:
        raise RefusedError(
            "message_too_long",
            "the message has {observed} characters, and this handover takes {limit} ({rule}: {source})",
            hint="shorten it",
            observed=len(asked.message),
            limit=limit,
            rule=rule.id,
            source=rule.source,
        )


def takers(settings: Settings, asked: AskedHandover, at: Ms, cut_over: Ms) -> list[str]:
    """Who may take over: those named, else everybody at work who is not about to leave.

    Raises NotFoundError, RefusedError for who cannot.
    """
    if not asked.to:
        return [
            userid
            for userid, post in posts(settings).items()
            if userid != asked.guide
            and post.guide.left is None
            and post.state(cut_over) == post.state(at) == ACTIVE
        ]
    for guide in asked.to:
        require_guide(settings, guide)
        if guide == asked.guide:
            raise RefusedError(
                "same_guide",
                "{guide} cannot take over from herself",
                hint="name somebody else with --to",
                guide=guide,
            )
        _require_at_work(post_of(settings, settings.guides[guide]), at, cut_over)
    return list(dict.fromkeys(asked.to))


def _require_at_work(post: Post, at: Ms, cut_over: Ms) -> None:
    for moment in (at, cut_over):
        state = post.state(moment)
        if state != ACTIVE:
            raise RefusedError(
                "receiver_left" if state == LEFT else "receiver_not_started",
                "{guide} cannot take customers over: she has left"
                if state == LEFT
                else "{guide} cannot take customers over: she has not begun",
                hint="look who is at work",
                try_next="digitool guide list",
                guide=post.guide.userid,
            )


def require_room(receivers: list[Receiver], settings: Settings, at: Ms) -> None:
    """Raises RefusedError ``no_capacity`` when nobody named has room for one more."""
    if any(one.room > 0 for one in receivers):
        return
    rule = rules.at("handover.capacity", local_day(at, settings.chain.zone))
    raise RefusedError(
        "no_capacity",
        "{guides} hold {observed} customers, and that is all they can hold ({rule}: {source})",
        hint="name more receivers with --to",
        guides=", ".join(one.side.guide for one in receivers),
        observed=sum(one.load for one in receivers),
        limit=sum(one.load + one.room for one in receivers),
        rule=rule.id,
        source=rule.source,
    )
