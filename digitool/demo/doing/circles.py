"""Friends of the demo: groups, a bargain, a packet, links with a small tree, and a leader's round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from digitool.communities import operations as communities
from digitool.demo.deeds import circles
from digitool.demo.doing.hands import Act, Hands, PlannedDeed, Said
from digitool.demo.world.clock import DAY, HOUR, MINUTE, utc_ms
from digitool.demo.world.draws import token
from digitool.demo.world.making import World
from digitool.referral import campaigns, links
from digitool.referral.campaigns import Offer
from digitool.referral.rewards import deciding
from digitool.referral.rewards import operations as rewards
from digitool.referral.runs import operations as runs
from digitool.workspace.desk import Desk

GROUP, BARGAIN, PACKET, FRIENDS, ROUND = "TEA3", "CUP", "HONGBAO", "FRIEND10", "EGGS"


def circle_steps(world: World) -> Iterator[PlannedDeed]:
    """Everything that people do together."""
    deeds = world.deeds
    if not deeds.crowd:
        return
    for offer in _offers(world):
        yield PlannedDeed(deeds.at + 5 * MINUTE, f"offer:{offer.code}", partial(_offer, asked=offer))
    yield from _groups(world)
    yield from _bargain(world)
    yield from _packet(world)
    yield from _friends(world)
    yield from _round(world)


def _offers(world: World) -> list[Offer]:
    size, deeds = world.size, world.deeds
    span = utc_ms(deeds.at), utc_ms(size.end_day * DAY)
    day = DAY * 1000
    group = {"size": circles.GROUP_SIZE, "price_fen": circles.GROUP_PRICE, "window_ms": day}
    bargain = {
        "start_fen": circles.BARGAIN_START,
        "floor_fen": circles.BARGAIN_FLOOR,
        "helpers": circles.HELPERS,
        "window_ms": day,
    }
    packet = {
        "total_fen": circles.PACKET_FEN,
        "people": circles.PACKET_PEOPLE,
        "window_ms": day,
        "seed": f"demo-{size.seed}",
    }
    friends = {
        "reward_fen": circles.REWARD_FEN,
        "friend_fen": circles.GIFT_FEN,
        "min_order_fen": 3_000,
        "return_ms": 2 * day,
    }
    neighbours = {
        "price_fen": circles.ROUND_PRICE,
        "window_ms": day,
        "min_orders": 3,
        "rate_bp": circles.ROUND_RATE,
        "return_ms": circles.RETURN_DAYS * day,
        "most_fen": circles.ROUND_BUDGET,
    }
    return [
        Offer(GROUP, "group_buy", *span, group, circles.GROUP_ITEM),
        Offer(BARGAIN, "bargain", *span, bargain, circles.BARGAIN_ITEM),
        Offer(PACKET, "red_packet", *span, packet, "", circles.PACKET_BUDGET),
        Offer(FRIENDS, "refer_friend", *span, friends, "", circles.REWARDS_BUDGET),
        Offer(ROUND, "community_round", *span, neighbours, circles.ROUND_ITEM, circles.ROUND_BUDGET),
    ]


def _offer(hands: Hands, at: int, name: str, asked: Offer) -> Said:
    return campaigns.open_campaign(hands.desk(at, name), asked)


def _start(hands: Hands, at: int, name: str, campaign: str, person: int) -> Said:
    return runs.start_run(hands.desk(at, name), campaign, hands.customer(person))


def _doing(run: str, kind: str, person: int, amount: int = 0) -> Act:
    """What a person of the world does in a run; the amount is in fen."""

    def act(hands: Hands, at: int, name: str) -> Said:
        asked = runs.Act(run, kind, hands.customer(person), "", amount)
        return runs.act_in_run(hands.desk(at, name), asked)

    return act


def _groups(world: World) -> Iterator[PlannedDeed]:
    """One group of three that is complete in minutes, and one of which the third never comes."""
    crowd, at, price = world.deeds.crowd, circles.times(world.size).group, circles.GROUP_PRICE
    for run, people in ((1, crowd[: circles.GROUP_SIZE]), (2, crowd[3:5])):
        code = f"{GROUP}-{run}"
        yield PlannedDeed(at + run, f"{code}:start", partial(_start, campaign=GROUP, person=people[0]))
        for place, person in enumerate(people, 1):
            then = at + place * 2 * MINUTE
            if place > 1:
                yield PlannedDeed(then - MINUTE, f"{code}:join:{place}", _doing(code, "join", person))
            yield PlannedDeed(then, f"{code}:pay:{place}", _doing(code, "pay", person, price))
    yield PlannedDeed(at + DAY + HOUR, "groups:tick", _tick)


def _tick(hands: Hands, at: int, name: str) -> Said:
    return runs.tick_all(hands.desk(at, name))


def _bargain(world: World) -> Iterator[PlannedDeed]:
    crowd, at, code = world.deeds.crowd, circles.times(world.size).bargain, f"{BARGAIN}-1"
    yield PlannedDeed(at, f"{code}:start", partial(_start, campaign=BARGAIN, person=crowd[5]))
    for place, person in enumerate(crowd[6 : 6 + circles.HELPERS], 1):
        yield PlannedDeed(at + place * 10 * MINUTE, f"{code}:help:{place}", _doing(code, "help", person))
    buy = _doing(code, "buy", crowd[5], circles.BARGAIN_FLOOR)
    yield PlannedDeed(circles.bargain_done(world.size), f"{code}:buy", buy)


def _packet(world: World) -> Iterator[PlannedDeed]:
    crowd, at, code = world.deeds.crowd, circles.times(world.size).packet, f"{PACKET}-1"
    yield PlannedDeed(at, f"{code}:start", partial(_start, campaign=PACKET, person=crowd[0]))
    for place, person in enumerate(crowd[1 : 1 + circles.PACKET_PEOPLE], 1):
        yield PlannedDeed(at + place * MINUTE, f"{code}:open:{place}", _doing(code, "open", person))


def _friends(world: World) -> Iterator[PlannedDeed]:
    """Links in the order in which people come, then rewards: promised, waited out, one held, others paid."""
    friends = world.deeds.friends
    if not friends:
        return
    owners: set[int] = set()
    for friend in friends:
        if friend.owner not in owners:
            owners.add(friend.owner)
            yield PlannedDeed(friend.at - MINUTE, f"link:{friend.owner}", partial(_link, person=friend.owner))
        arrive = partial(_arrive, owner=friend.owner, person=friend.person)
        yield PlannedDeed(friend.at, f"link:{friend.owner}:{friend.person}", arrive)
    last = max(one.at + one.after for one in friends)
    yield PlannedDeed(last + MINUTE, "rewards:promise", _settle)
    end = world.size.end_day * DAY
    yield PlannedDeed(max(end - 3 * HOUR, last + 2 * MINUTE), "rewards:settle", _settle)
    yield PlannedDeed(max(end - 2 * HOUR, last + 3 * MINUTE), "rewards:pay", _pay)


def _link(hands: Hands, at: int, name: str, person: int) -> Said:
    return links.make_link(hands.desk(at, name), FRIENDS, hands.customer(person))


def _arrive(hands: Hands, at: int, name: str, owner: int, person: int) -> Said:
    code = hands.said[f"link:{owner}"]["rows"][0]["link"]
    return links.arrive_by(hands.desk(at, name), code, hands.customer(person))


def _settle(hands: Hands, at: int, name: str) -> Said:
    return rewards.settle_rewards(hands.desk(at, name), FRIENDS)


def _pay(hands: Hands, at: int, name: str) -> Said:
    return deciding.pay_rewards(hands.desk(at, name), FRIENDS)


def _round(world: World) -> Iterator[PlannedDeed]:
    """The leader of a group opens, neighbours order and fetch, one gives back; then she is paid."""
    people, at, done = world.deeds.neighbours, circles.times(world.size).round, circles.cut_off(world.size)
    if not people:
        return
    chat, code = token("wr", 32, world.size.seed, "chat"), f"{ROUND}-1"

    def appoint(hands: Hands, at: int, name: str) -> Said:
        return communities.appoint_leader(
            hands.desk(at, name), chat, hands.contact(people[0]), hands.store(0)
        )

    def begin(hands: Hands, at: int, name: str) -> Said:
        return communities.open_round(hands.desk(at, name), ROUND, chat)

    yield PlannedDeed(at - HOUR, "leader", appoint)
    yield PlannedDeed(at, "round", begin)
    for place, person in enumerate(people[1:], 1):
        yield PlannedDeed(
            at + place * HOUR, f"round:{place}", partial(_order, run=code, place=place, person=person)
        )
    yield PlannedDeed(done, "round:tick", partial(_close, run=code))
    yield PlannedDeed(
        done + 2 * HOUR, "round:arrive", partial(_of_run, operation=communities.arrive_round, run=code)
    )
    for place in range(1, len(people) - 1):
        yield PlannedDeed(
            done + (4 + place) * HOUR, f"round:{place}:fetch", partial(_fetch, run=code, place=place)
        )
    last = len(people) - 1
    back = partial(_give_back, run=code, place=last)
    yield PlannedDeed(circles.returned_at(world.size), f"round:{last}:back", back)
    settle = partial(_of_run, operation=communities.settle_round, run=code)
    yield PlannedDeed(done + circles.RETURN_DAYS * DAY + HOUR, "round:settle", settle)


def _order(hands: Hands, at: int, name: str, run: str, place: int, person: int) -> Said:
    desk = hands.desk(at, name)
    return communities.order_round(desk, run, hands.contact(person), circles.pieces(place), _number(place))


def _number(place: int) -> str:
    return f"DEMO-N{place}"


def _close(hands: Hands, at: int, name: str, run: str) -> Said:
    return runs.tick(hands.desk(at, name), run)


def _of_run(hands: Hands, at: int, name: str, operation: Callable[[Desk, str], Said], run: str) -> Said:
    return operation(hands.desk(at, name), run)


def _fetch(hands: Hands, at: int, name: str, run: str, place: int) -> Said:
    code = hands.said[f"round:{place}"]["rows"][0]["pickup_code"]
    return communities.pickup_round(hands.desk(at, name), run, code)


def _give_back(hands: Hands, at: int, name: str, run: str, place: int) -> Said:
    return communities.give_back_round(hands.desk(at, name), run, _number(place))
