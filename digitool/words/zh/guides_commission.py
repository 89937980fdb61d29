"""Chinese texts of commissions: settings, commands, and orders explained."""

TEXT: dict[str, str] = {
    "What guides were paid so far, the newest payout first; or one payout file once more.": (
        "至今付给导购的款，最近的在前；或重新打印某一次付款文件。"
    ),
    "What guides earn on the orders of customers": "导购从顾客订单中获得的佣金",
    "Share of an order that its guide earns where no rule says otherwise": "没有其他规则时，订单的导购所得的佣金比例",
    "Most that all guides of one order earn together, as a share of it": "一张订单所有导购佣金合计的上限，占订单的比例",
    "Days after an order before its commission is settled": "下单后多少天佣金才结算",
    "What earns: share (she shared it), service (she serves the customer), on_behalf (she rang it up), self (she bought it)": (
        "哪些关系计佣：share（她分享）、service（她服务该顾客）、on_behalf（她代下单）、self（她自购）"
    ),
    "Part of the commission for the customer's own guide where another one shared the order or rang it up": (
        "由其他导购分享或代下单时，顾客专属导购分得的佣金份额"
    ),
    "Commission rates that differ, by name; of the rules that fit, the highest priority counts, then the most exact one (product, category, store, channel), then the first by name": (
        "不同的佣金比例，按名称；符合的规则中优先级最高者生效，其次最具体者（商品、品类、门店、渠道），再次按名称"
    ),
    "Share that its guide earns": "导购所得比例",
    "The higher one counts": "数字大者优先",
    "First day of orders": "订单的第一天",
    "First day on which it is over": "失效的第一天",
    "Only these stores": "仅限这些门店",
    "Only these items": "仅限这些商品",
    "Only these categories of the catalogue": "仅限商品目录中的这些品类",
    "Only these channels": "仅限这些渠道",
    "must lie after {name}": "必须晚于 {name}",
    "What guides earn on orders: settled, taken back on refunds, paid out, explained": (
        "导购的订单佣金：结算、退款扣回、发放、解释"
    ),
    "What the orders that are not settled yet earn, and when; nothing is written.": (
        "尚未结算的订单有多少佣金、何时结算；不写入任何内容。"
    ),
    "frozen: they can still be returned; refund_open: a refund is under way; due: to be settled now. Rates are in the [commission] table of digitool.toml and its rules.": (
        "frozen：仍可退货；refund_open：退款进行中；due：现在可结算。比例见 digitool.toml 的 [commission] 及其规则。"
    ),
    "Settled commissions of a period's orders, as they stand in the books.": "一段时期订单的已结算佣金，以账面为准。",
    "Fix the commissions of orders that can no longer be returned, and take back what refunds took.": (
        "确定已过退货期订单的佣金，并扣回退款对应的部分。"
    ),
    "A settled order keeps its guide, rule and base. A refund that comes later lessens what the guide is owed, or becomes a claim that her next payout takes off. Settling twice is settling once.": (
        "已结算的订单不再更改导购、规则和基数。之后的退款会减少应付佣金；若已发放，则从下次发放中扣除。结算两次等于结算一次。"
    ),
    "Pay every guide what she is owed: the rows are the payout file; what she owes back is taken off.": (
        "发放每位导购的应付佣金：各行即发放文件；应扣回的先行扣除。"
    ),
    "One order explained: whose it is and why, rule, base and rate, refunds, state and journals.": (
        "解释一张订单：归谁、为什么、规则、基数和比例、退款、状态和凭证。"
    ),
    "Only orders sold before this day.": "仅限此日之前的订单。",
    "A row for each order, or for each guide.": "每张订单一行，或每位导购一行。",
    "The order's own number, or that of its payment.": "订单号或支付单号。",
    "no order of a guide is here": "没有归属导购的订单",
    "nothing is left to do": "没有需要处理的",
    "there is no order {order}": "没有订单 {order}",
    "take its number as imports have it": "请使用导入文件中的订单号",
    "several orders are called {order}: {known}": "有多张订单的编号是 {order}：{known}",
    "name it by the number of its payment": "请改用支付单号",
    "Relation": "关系",
    "Rule": "规则",
    "Base": "基数",
    "Earned": "所得",
    "Commission": "佣金",
    "Taken off": "扣除",
    "To pay out": "应发",
    "Still owes": "尚欠",
    "Known as": "标识",
    "Because": "原因",
    "Portion": "份额",
    "Rate": "比例",
    "A rate for some orders or goods: what is left empty fits all": "部分订单或商品的比例：留空即全部适用",
    "Bound to": "专属导购",
    "Bound since": "专属自",
    "Order amount": "订单金额",
    "Journals": "凭证",
    "In words": "说明",
    "no guide is named who worked then, and none served the customer when she paid": (
        "订单没有写明当时在职的导购，付款时也没有导购服务该顾客"
    ),
    "the order is not paid, or was revoked at the till": "订单未付款，或已在收银台撤销",
    "{guide} is the buyer herself": "{guide} 就是买家本人",
    "the order names {guide}: she shared or sold it": "订单写明 {guide}：由她分享或售出",
    "{guide} shared it: the order names her as referrer": "由 {guide} 分享：订单写明她是分享人",
    "{guide} rang it up in the store": "{guide} 在门店代下单",
    "{guide} served the customer when she paid, since {since} ({basis})": (
        "付款时由 {guide} 服务该顾客，自 {since} 起（{basis}）"
    ),
    "{guide} served the customer, since {since} ({basis}), though another guide sold to her": (
        "{guide} 自 {since} 起服务该顾客（{basis}），但由其他导购售出"
    ),
    "{base} falls under the rule {rule}: {rate}": "{base} 元适用规则 {rule}：{rate}",
    "{base} has the chain's own rate: {rate}": "{base} 元适用基本比例：{rate}",
    "that is {fen}, more than {cap} of the order: {capped} remain": "合计 {fen} 元，超过订单的 {cap}：按 {capped} 元计",
    "{guide} gets {part} of the order's commission: {fen}": "{guide} 得订单佣金的 {part}：{fen} 元",
    "{refunded} of {paid} was given back, so {back} is taken back and {kept} remains": (
        "实付 {paid} 元中退款 {refunded} 元，因此扣回 {back} 元，余 {kept} 元"
    ),
    "refunds since then take back {fen} more when commissions are settled next": "其后的退款将在下次结算时再扣回 {fen} 元",
    "nothing of {paid} was given back": "实付 {paid} 元，没有退款",
    "journals of the ledger: {journals}": "账簿凭证：{journals}",
    "it can be settled from {day} on": "{day} 起可以结算",
    "it is settled when the refund that is under way has ended": "待进行中的退款结束后结算",
    "it can be settled now": "现在可以结算",
    "it is settled, and will be paid with the next payout": "已结算，将在下次发放",
    "it was paid out": "已发放",
    "{fen} was taken back after that and comes off the next payout": "此后扣回的 {fen} 元从下次发放中扣除",
    "nothing of it remains": "已全部扣回",
    "the policy pays nothing for {relation}": "按政策，{relation} 不计佣",
}
