"""Orders against bills."""

from __future__ import annotations

TEXT = {
    "Orders and tills against payment bills, to the fen": "订单与收银对账支付账单，精确到分",
    "Compare what orders and tills say with what payment bills say.": "比较订单、收银与支付账单各自的说明。",
    "Open are: amounts that differ; what was paid here with a payment number and is in no bill, on days of which there "
    "is a bill of that store; what is in a bill and no order, on days on which at least half of the bill's payments of "
    "that store have one; refunds that one side knows otherwise; refunds whose purchase nobody knows, or was not paid. Not open is what "
    "cannot be told: sales without a payment number (cash), and days of which the other side has no file.": (
        "未结项包括：金额不一致；有支付单号、当天该门店有账单、账单中却没有的收款；当天该门店账单至少一半有订单时，账单中没有订单"
        "的收款；两边说法不同的退款；找不到对应购买、或购买未付款的退款。无法判断的不算未结：没有支付单号的销售（现金），以及另一方没有文件的"
        "日期。"
    ),
    "On both sides the sums by cause add up to all that was paid, less all that was given back; what was taken back at "
    "the till counts as 0.": ("两边按原因的合计等于全部收款减去全部退款；收银台撤销的按 0 计。"),
    "End with exit code 11 when anything is open.": "有未结项时以退出码 11 结束。",
    "Show the matched items too.": "也显示一致的项。",
    "The open items one by one, or sums of all by day, store or cause.": "逐条列出未结项，或按日期、门店、原因合计全部。",
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
