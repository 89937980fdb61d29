"""Chinese of communities."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "Communities: customer groups, their leaders, rounds of group buying": "社群：客户群、团长、社区团购",
    "Community": "社群",
    "Group owner": "群主",
    "Leader": "团长",
    "Members": "成员",
    "Joined the group": "入群",
    "Left the group": "退群",
    "Net": "净增",
    "Digital members": "数字会员",
    "Buyers": "购买人数",
    "Tagged": "已打标",
    "Rounds": "团次",
    "Sales": "销售额",
    "Leader's share": "团长佣金",
    "Buyers inside": "群内购买",
    "Buyers outside": "群外购买",
    "Lift over others": "提升度",
    "Have not bought it": "尚未购买",
    "The customer group's chat id.": "客户群的群 ID。",
    "The price of one piece in the round.": "团购单价。",
    "Orders that make a round worth it.": "开团的最低订单数。",
    "The leader's share.": "团长佣金比例。",
    "Days for returns.": "退货天数。",
    "Pieces.": "件数。",
    "The pickup code of the order.": "订单的提货码。",
    "How customer groups grow and sell: members, joins, leaves, digital members, rounds, leaders' shares.": "客户群的增长与销售：成员、入群、退群、数字会员、团次、团长佣金。",
    "Customer groups as they stand now, the largest first.": "客户群现状，大群在前。",
    "Who is in a group: the tags of its members, counted by people.": "群里有谁：成员标签，按人计数。",
    "What to offer a group: articles that its buyers like more than others do and most of them lack.": "给群推什么：群内买家比别人更爱、而多数人还没买的商品。",
    "Make a customer the leader of a group; neighbours pick up at the store that --store names.": "任命顾客为群的团长；邻居在 --store 指定的门店提货。",
    "Offer a round of community group buying: leaders open it in their groups until the cut-off.": "开设社区团购：团长在群内开团，直到截单。",
    "Open a round in a community, under its leader.": "在社群里开团，由其团长负责。",
    "A neighbour orders and pays; the answer shows her pickup code.": "邻居下单付款；结果中有提货码。",
    "The goods of a round are there: neighbours may pick up.": "到货：邻居可以提货。",
    "Hand an order out for its pickup code, once.": "凭提货码交货，仅一次。",
    "Refund an order within the return window: the leader earns nothing on it.": "退货期内退款：团长不从中得佣金。",
    "Settle the leader's share of her own group's paid and unreturned orders, once.": "按本群实付未退订单结算团长佣金，仅一次。",
    "there is no customer group {community}": "没有客户群 {community}",
    "import the groups first": "请先导入客户群",
    "the community {community} has no leader": "社群 {community} 没有团长",
    "appoint one first": "请先任命一位",
    "there is no order {order} in {run}": "{run} 里没有订单 {order}",
    "look at the round": "请看这一团",
    "no order of {run} has this pickup code": "{run} 没有这个提货码的订单",
    "check the code and the round": "请核对提货码和团次",
    "before the cut-off": "截单之前",
    "whole pieces at the round's price": "按团购价的整件",
    "one order for each number": "每个单号一单",
    "goods arrive after the cut-off": "截单后到货",
    "goods that are there": "已到货",
    "orders that wait to be picked up": "待提货的订单",
    "orders that were not given back before": "未退过的订单",
    "within the return window": "退货期内",
    "after the cut-off": "截单之后",
    "a round needs a price, a window and at least one order": "团购需要价格、时限和至少一单",
    "a leader's share lies between 0 and 100%": "团长佣金比例在 0 与 100% 之间",
    "gmv_fen: what rounds sold and was not given back. leader_commission_fen: what leaders earned and nobody"
    " holds or took back: each round's rate x what others than the leader paid and kept, at most what the round"
    " had set aside; as in the ledger. held_fen: what waits for a decision in referral audit.": (
        "gmv_fen：各团售出且未退的金额。leader_commission_fen：团长已得、既未待审也未收回的佣金：每团的比例 x 团长以外的人"
        "实付未退的金额，至多为开团时预留的金额；与账本一致。held_fen：在 referral audit 中待审的金额。"
    ),
    "the leaders' share needs a budget": "团长佣金需要预算",
    "add --budget YUAN, or --percent 0": "请加 --budget 金额，或用 --percent 0",
    "the leader's share waits for a decision: digitool referral audit": "团长佣金待审：digitool referral audit",
    "What all leaders together may earn.": "全部团长佣金的预算。",
    "The most that one round brings its leader; else the budget.": "每团给团长的佣金上限；不填则为预算。",
    "The most that one leader earns in all.": "每位团长的佣金合计上限。",
    "What a round can bring its leader is set aside from the budget when she opens it, and what she does not"
    " earn of it comes back when it is settled.": (
        "开团时，该团的佣金上限从预算中预留；结算后，未得的部分退回预算。"
    ),
    "A share of a doubtful round waits for a decision: digitool referral audit.": (
        "有疑点的团，佣金待审：digitool referral audit。"
    ),
    "{verb} takes the fields {known}, not {field} with them": "{verb} 的字段是 {known}，不能同时有 {field}",
    "nothing was changed; every verb takes exactly its own fields": "没有任何改动；每个动作只接受自己的字段",
}
