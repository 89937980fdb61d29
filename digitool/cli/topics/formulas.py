"""How each figure is defined."""

from __future__ import annotations

TITLE = "Formulas"
TEXT = """
Every rate is printed with its numerator and denominator. Nothing is zero that is unknown: an hour
without a trustworthy people count is left out of both sides, and coverage says how much was used.

A person is known when some evidence other than payments names them: a touch, a guide relation, a
membership. Touches and payments of one person in one store less than 3 hours apart are one visit.
Staff never count. Persons are never summed over days.
"""
HEADING = "Figures"
ROWS = [
    (
        "rate_visit",
        "Digitized visits / traffic, over open hours with a valid count. A visit is digitized when at least"
        " one of its touches or payments belongs to a known person. Where a counter tells no hours, both are"
        " of the whole business day.",
    ),
    (
        "traffic",
        "People in, in open hours with a valid count; an hour that is open in part counts whole. A count of"
        " whole days, from midnight or from the cut-off, belongs whole to the business days that it names,"
        " whatever the opening hours. Any other count belongs to the open hours that it covers, by time;"
        " where it covers none, its people are outside opening hours. A count of several days, such as a"
        " week, is known only where all of its days are asked for; a single day of it is not, and its share"
        " is no fact. Where a counter tells a time both whole and in parts, the parts count if none is"
        " missing. A running total that was not read for more than a month counts nobody in between"
        " (long_gap). left_out: people who were counted and are not in traffic, in hours that are closed or"
        " not trusted.",
    ),
    (
        "rate_transaction",
        "Payments whose payer is known as of the report / all payments. Refunds and revoked rows are not"
        " transactions. Buyers are easier to know than visitors: never compare it with rate_visit.",
    ),
    ("coverage", "Open hours with a valid people count / open hours."),
    (
        "funnel",
        "Persons by stage: traffic, touched, identified, reachable, purchased, repurchased; each with its"
        " share of the stage before.",
    ),
    (
        "scenes",
        "Touches, persons and new persons by scene; a new person is counted at the scene of the first touch.",
    ),
    (
        "retention",
        "Of the persons first known at a scene in one week, the share that bought, touched or answered n"
        " weeks later and can still be reached.",
    ),
    ("overlap", "Persons in both scenes / persons in either."),
    (
        "unmatched",
        "Payments without a known person, by cause: no_payer_id, other_appid, never_seen, ambiguous,"
        " late_bill.",
    ),
    (
        "net_fen",
        "Sales less refunds: a refund of a known sale on the day of that sale, whenever it was made, and a"
        " refund whose sale was never imported on its own day (refunds_without_purchase; flow refunds lists"
        " them). What a bill and an order system both tell of one sale's refunds counts once.",
    ),
    (
        "receipts",
        "A receipt's number starts again, so it counts within its store, till and business date; its rows"
        " add up, in one file or several, and what is taken off at another moment is a refund. That goes to"
        " the receipt of its number on its own business date, else to the latest one before it, where that"
        " was for as much. An order's number is good everywhere, and its newest account counts. In a mapped"
        " table sales of the channel official_store are orders, all others receipts; number_scope says"
        " otherwise. A payment number comes before both.",
    ),
    (
        "home store",
        "By a moment, the store where she bought most often in the 365 days (of 24 hours) before it;"
        " without a purchase in a store there, the store of most touches of these days; without one, the"
        " store of her first touch or purchase ever. Purchases are counted, not days or money: those that"
        " are paid and were not given back whole by then. Of equals the store that she came to first in"
        " these days, then the smaller code. Staff have none. official-store report takes the moment of"
        " each order, segments and campaigns the moment of asking.",
    ),
    (
        "birthday",
        "29 February is kept on 28 February in common years, as China's Civil Code (article 202) counts"
        " years. Of several birthdays of one person the one that was told last counts.",
    ),
    (
        "household",
        "Persons who share a phone or card, over any chain of such values. A value of more than ten persons"
        " is no home: a hot line joins nobody.",
    ),
    ("restate", "What changed in figures already reported, and which import changed it."),
    (
        "official-store report",
        "net_fen: sales less what was given back on these orders until now, and less refunds of these days"
        " whose orders nobody knows. conversion: buyers of each"
        " day / mini-program visitors of that day. off_hours_share: orders placed while the store that"
        " serves them, else the buyer's home store, is closed. cross_region_share: orders that leave the"
        " region of the buyer's home store. repeat_rate: buyers with a second order by the end of the"
        " period / buyers. private_share: the official store and what guides or referrers sold elsewhere"
        " / all sales.",
    ),
    (
        "coupon report",
        "redeemed: coupons in use. discount_fen: what they take off goods that customers keep. At all times"
        " the price of kept goods and of their delivery is what was paid and not given back, and the discount"
        " that stands. A discount on kept goods is withdrawn only where the refund covers all of it; else it"
        " stands and its coupon stays used.",
    ),
    (
        "community report",
        "gmv_fen: what rounds sold and was not given back. leader_commission_fen: what leaders earned and"
        " nobody holds or took back: each round's rate x what others than the leader paid and kept, at most"
        " what the round had set aside; as in the ledger. held_fen: what waits for a decision in referral"
        " audit.",
    ),
    (
        "guide report",
        "An order counts once, for its seller; orders of staff do not. net_added: added and taken over, less"
        " lost and handed over. tagged: customers tagged by anybody / customers held. replied: persons who"
        " replied / persons sent a message whose results tell of replies. redeemed: coupons used in the"
        " period / coupons that messages of the period brought. off_hours_share: orders placed while the"
        " store that sells or serves them, else the guide's, is closed. repeat_rate: buyers with two"
        " purchases or more by the end of the period / buyers.",
    ),
    (
        "guide contest",
        "target: what all ranked stores attained / their traffic x the store's own traffic; multiplier:"
        " attained / target. A day counts with 90% of its opening time validly counted.",
    ),
]
EXAMPLES = ["digitool flow rate --help", "digitool flow quality --help"]
