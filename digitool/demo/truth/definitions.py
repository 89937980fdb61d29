"""The definitions behind the answers, printed into ``truth.json`` so that a figure can be argued with."""

from __future__ import annotations

DEFINITIONS = {
    "person": "identifiers that rows of the files name together (openid, unionid, external_userid, member "
    "number); two who share a phone but not a unionid stay two persons",
    "known": "a person whom something other than a payment names, at any time before the report: a touch of "
    "any scene, a guide relation, a group, a membership",
    "staff": "a person with a staff identifier: her touches, visits and payments never count",
    "visit": "touches and payments of one person in one store with gaps under 3 hours; only touches of "
    "car_park, entrance, shelf, pay, scan_and_go and guide place a person in a store; a customer "
    "who scans a guide's code (add_way 1) touches her in the guide's store, one added otherwise in no store",
    "visits_digitized": "visits of known persons that start (first touch or payment, local clock hour) in a "
    "valid open hour",
    "transactions": "payments in stores that were not revoked, by others than staff; refunded ones still are",
    "transactions_digitized": "transactions whose payer's identifier belongs to a known person",
    "valid_hours": "an open clock hour is invalid when a sensor of the store sent nothing for more than 25% "
    "of it, or counted nobody (in or out) for more than 2 open hours in a row in which the till sold (to "
    "anybody, staff too); an hour counts only if it is valid for every sensor of the store",
    "traffic": "people entered, all sensors of the store, in valid open hours",
    "coverage": "valid open hours / open hours",
    "unmatched": "transactions not digitized, by cause: no_payer_id (the bill names nobody), other_appid (an "
    "openid under an appid that is not the chain's own), never_seen",
    "new_persons": "persons whose first touch of any scene was at this one",
    "funnel": "touched: known persons with a touch or a purchase in the period; identified: with a unionid, "
    "external_userid or member number; reachable: held by a guide or in a group; purchased: paid, ever, "
    "in a store or the official store; repurchased: on two business dates; each stage is a part of the last",
    "refund_fen": "sum of refund rows; a refund is not a transaction and takes none away",
    "touches": "contacts with a touchpoint by known persons; the repeated scan of a bottle code is none",
    "files": "rows_in = accepted + rejected + known (told by an earlier file already, or "
    "understood but never counted: a bottle scanned again, a guide in her own group)",
    "official_store": "paid orders on business days of the period, of the files and digitool's own; net of "
    "refunds; scan-and-go baskets are sales of a store",
    "coupons": "stocks given out by name, at the end of the period; a coupon of an order that was given back "
    "whole would be open again",
    "guides": "relations ever told of; customers held by a guide and those whom anybody tagged, at the end; "
    "lost: relations whose end lies in the week, once however many sides ended it",
    "referral": "friends who came by a link, people whose links they were, rewards that wait for a person",
    "community": "orders of the round, what was paid, and what was kept; the leader earns 10% of that",
    "exact": "true: must be matched to the last unit; false: a figure to come near to",
    "store_days": "business dates: a store's day ends at its cut-off hour",
}
"""What each figure of ``truth.json`` means."""
