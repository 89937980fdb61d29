"""Orders against bills."""

from __future__ import annotations

TEXT = {
    "Orders and tills against payment bills, to the fen": "订单与收银对账支付账单，精确到分",
    "Compare what orders and tills say with what payment bills say.": "比较订单、收银与支付账单各自的说明。",
    "Open are: amounts that differ; what was paid here with a payment number and is in no bill, on days of which there "
    "is a bill of that store; what is in a bill and no order, on days on which at least half of the bill's payments of "
    "that store have one; refunds that one side knows otherwise; refunds whose purchase nobody knows, or was not paid; "
    "what two files of one side tell otherwise; what both sides tell of, nobody knows as which, and which counts once "
    "([reconcile] in digitool.toml says on which side). Not open is what cannot be told: sales without a payment number or in cash, and days of which the other "
    "side has no file.": (
        "未结项包括：金额不一致；有支付单号、当天该门店有账单、账单中却没有的收款；当天该门店账单至少一半有订单时，账单中没有订单"
        "的收款；两边说法不同的退款；找不到对应购买、或购买未付款的退款；同一边的两个文件说法不同的；两边都说明、但不知是哪一笔、只计一次"
        "的销售（计在哪一边由 digitool.toml 的 [reconcile] 决定）。无法判断的不算未结：没有支付单号或现金的销售，以及另一方没有文件的日期。"
    ),
    "Sales of a till that no number joins to a payment are matched by store, day, amount and time. What is matched "
    "wrongly, or not at all, you decide: reconcile same, reconcile not-same.": (
        "收银记录没有单号可对上支付时，按门店、日期、金额和时间配对。配错或未配上的由您决定：reconcile same、reconcile not-same。"
    ),
    "Say that a till's sale and a payment are one: they count once, with what each side knows.": (
        "认定某笔收银与某笔支付是同一笔：只计一次，两边所知都保留。"
    ),
    "Say that a till's sale and a payment are one: they count once, with what each side knows": (
        "认定某笔收银与某笔支付是同一笔：只计一次，两边所知都保留"
    ),
    "It outweighs what digitool would match by time and amount, and holds whatever is imported later.": (
        "它优先于按时间和金额的配对，以后导入什么都有效。"
    ),
    "Say that a till's sale and a payment are not one, though time and amount fit.": (
        "认定某笔收银与某笔支付不是同一笔，尽管时间和金额相符。"
    ),
    "Say that a till's sale and a payment are not one, though time and amount fit": (
        "认定某笔收银与某笔支付不是同一笔，尽管时间和金额相符"
    ),
    "Take back what reconcile same or reconcile not-same said.": "撤回 reconcile same 或 reconcile not-same 的认定。",
    "Take back what reconcile same or reconcile not-same said": "撤回 reconcile same 或 reconcile not-same 的认定",
    "take it back with: digitool reconcile undo {operation}": "撤回请用：digitool reconcile undo {operation}",
    "The bill's payment, as reconcile names it.": "账单的支付，写法同 reconcile 的结果。",
    "The till's sale, as reconcile names it: pos:...": "收银的销售，写法同 reconcile 的结果：pos:...",
    "a till's sale comes first, then a payment: pos:... and wechatpay:... or alipay:...": (
        "先写收银的销售，再写支付：pos:... 与 wechatpay:... 或 alipay:..."
    ),
    "give both numbers as reconcile names them": "两个单号请照 reconcile 的写法给出",
    "there is no sale {sale}": "没有 {sale} 这笔销售",
    "{operation} decided nothing about a sale and a payment": "{operation} 没有认定过收银与支付",
    "{operation} was taken back already, by {by}": "{operation} 已由 {by} 撤回",
    "{sale} and {payment} are not of one store and business day": "{sale} 与 {payment} 不属于同一门店的同一营业日",
    "{operation} says that one of them is another one": "{operation} 已认定其中一笔是另外一笔",
    "take that back first: digitool reconcile undo {operation}": "请先撤回：digitool reconcile undo {operation}",
    "{sale} was not paid, or was taken back at the till": "{sale} 未付款，或已在收银台撤销",
    "{sale} is of order {payment}: its number says so": "{sale} 属于订单 {payment}：单号已说明",
    "{sale} is {payment}: its number says so": "{sale} 就是 {payment}：单号已说明",
    "{value} is not an operation such as op-0012": "{value} 不是操作编号（如 op-0012）",
    "How sales of tills and payments of bills that no number joins are put together": (
        "没有单号可对上的收银与账单如何合并"
    ),
    "So far apart a till's sale and its payment may be, minutes; 0: only numbers join them": (
        "收银与其支付最多相隔多少分钟；0：只按单号合并"
    ),
    "Whose word counts of sales that both sides tell and that cannot be matched": (
        "两边都说明而无法配对的销售以哪一边为准"
    ),
    "tender": "支付方式",
    "sale": "收款",
    "{matched} sales of tills are payments of a bill, by time and amount; {open} more are told by both, nobody knows as "
    "which, and count once. See digitool reconcile": (
        "按时间和金额，{matched} 笔收银即账单中的支付；另有 {open} 笔两边都有、但不知是哪一笔，只计一次。见 digitool reconcile"
    ),
    "two files of one side differ: see check contradictions": "同一边的两个文件不一致：见 check contradictions",
    "money back": "退款",
    "it counts": "计入",
    "taken back": "已撤回",
    "members": "会员",
    "persons known": "已知的人",
    "cash": "现金",
    "unknown": "未知",
    "WeChat Pay": "微信支付",
    "Alipay": "支付宝",
    "people counted at doors": "客流人数",
    "payments in stores": "门店收款笔数",
    "sales in stores, fen": "门店销售额（分）",
    "orders of the official store": "官方商城订单",
    "sales of the official store, fen": "官方商城销售额（分）",
    "given back in stores, fen": "门店退款（分）",
    "customers of guides": "导购客户",
    "tags of customers": "客户标签",
    "members of customer groups": "客户群成员",
    "figures of mini programs": "小程序数字",
    "paid otherwise: in no bill": "其他方式支付：不在账单中",
    "the other side tells of it, too: does not count": "另一边也说明：不计入",
    "On both sides the sums by cause add up to all that was paid, less all that was given back; what was taken back at "
    "the till counts as 0.": ("两边按原因的合计等于全部收款减去全部退款；收银台撤销的按 0 计。"),
    "End with exit code 11 when anything is open.": "有未结项时以退出码 11 结束。",
    "Show the matched items too.": "也显示一致的项。",
    "The open items one by one, or sums of all by day, store, tender or cause.": (
        "逐条列出未结项，或按日期、门店、支付方式、原因合计全部。"
    ),
    "bills": "账单",
    "difference": "差额",
    "kind": "种类",
    "number": "笔数",
    "open": "未结",
    "payment": "支付单号",
    "nothing is open": "没有未结项",
    "{count} of {all} payments and refunds are open, {yuan} apart in all": (
        "{all} 笔收款与退款中有 {count} 笔未结，差额合计 {yuan}"
    ),
    "both sides say the same": "两边一致",
    "given back by a bill, not here": "账单有退款，此处没有",
    "given back here, in no bill": "此处有退款，账单没有",
    "given back, purchase unknown": "已退款，找不到购买",
    "given back, though not paid": "已退款，但未付款",
    "in a bill, no order": "账单有，订单没有",
    "no payment number: cannot be told": "没有支付单号：无法判断",
    "paid here, in no bill": "此处已收款，账单没有",
    "the amounts differ": "金额不一致",
    "the other side has no file of it": "另一方没有相应文件",
    "the refunds differ": "退款不一致",
}
"""English template to Chinese."""
