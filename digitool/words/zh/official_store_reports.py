"""Chinese texts of the official store's reports."""

from __future__ import annotations

_REPORT = {
    "How the official store sells, against the period before.": "官方商城卖得怎样，与上一期相比。",
    "An order counts for the store that serves it, else for what was its buyer's home store when she ordered."
    " Refunds count against the orders that they belong to; one whose order was never imported"
    " counts on its own day. Conversion needs mini-program analytics of the same days and is not known by store.": (
        "订单归发货或自提的门店，否则归买家下单时的归属门店。退款算在所属订单上；订单从未导入的退款算在"
        "退款当天。转化率需要同日的小程序数据分析，且不能分门店。"
    ),
    "One row for each store, day, week, or one for the chain.": "每个门店、每天或每周一行，或整个连锁一行。",
    "conversion covers {days} of {all} days; import the mini program's daily visit trend of the rest": (
        "转化率只覆盖 {all} 天中的 {days} 天；请导入其余日子的小程序每日访问趋势"
    ),
    "no orders of the official store in this period; import some, or choose other days": (
        "这段时间没有官方商城订单；请导入订单，或换个时间段"
    ),
    "net_fen: sales less what was given back on these orders until now, and less refunds of these days whose"
    " orders nobody knows. conversion: buyers of each day /"
    " mini-program visitors of that day. off_hours_share: orders placed while the store that serves them, else"
    " the buyer's home store, is closed. cross_region_share: orders that leave the region of the buyer's home"
    " store. repeat_rate: buyers with a second order by the end of the period / buyers. private_share: the"
    " official store and what guides or referrers sold elsewhere / all sales.": (
        "net_fen：销售额减去这些订单至今的退款，再减去这些日子里订单未知的退款。conversion：每天的买家 / 当天小程序访客。off_hours_share：在供货门店（否则"
        "买家归属门店）闭店时下的订单。cross_region_share：离开买家归属门店所在区域的订单。repeat_rate：期末前已有第二单的"
        "买家 / 买家。private_share：官方商城及导购、分销员在别处的销售 / 全部销售。"
    ),
    "week of": "周（周一）",
    "orders": "订单",
    "net of refunds": "净销售额",
    "buyers": "买家",
    "an order": "客单价",
    "lines an order": "每单行数",
    "of visitors": "访客转化率",
    "while closed": "闭店时段",
    "across regions": "跨区域",
    "buy again": "复购率",
    "private domain": "私域占比",
    "against before": "环比",
    "orders before": "上期订单",
    "sales before": "上期销售额",
    "net of refunds before": "上期净销售额",
    "buyers before": "上期买家",
    "an order before": "上期客单价",
    "lines an order before": "上期每单行数",
    "of visitors before": "上期访客转化率",
    "while closed before": "上期闭店时段",
    "across regions before": "上期跨区域",
    "buy again before": "上期复购率",
    "private domain before": "上期私域占比",
}

_STOCK = {
    "Stock that needs a look: sold out, running out, or never sold.": "需要关注的库存：断货、将断货、滞销。",
    "out: nothing available though it sold; low: reaches for too few days at the pace of these days; dead: on"
    " hand since before these days and not one sold. Without --state these three are shown.": (
        "out：卖过但已无可售；low：按这段时间的速度，可售天数太少；dead：此前就有货而一件未卖。不加 --state 时显示这三种。"
    ),
    "Look at the sales of the last N days.": "看最近 N 天的销量。",
    "Stock that reaches fewer days than this is low.": "可售天数少于此数即为偏低。",
    "Only out, low, dead, empty or ok; may be repeated.": "只看 out、low、dead、empty 或 ok；可重复。",
    "--days and --low take whole days, at most 3660": "--days 和 --low 须为整天数，最多 3660",
    "--state takes {known}, not {value}": "--state 可取 {known}，不能是 {value}",
    "no stock is in such a state": "没有处于这种状态的库存",
    "product": "商品",
    "title": "标题",
    "location": "位置",
    "state": "状态",
    "available": "可用",
    "on hand": "在库",
    "reserved": "占用",
    "sold": "售出",
    "days it reaches": "可售天数",
    "last sale": "最近售出",
}

_PAIRS = {
    "What sells together: pairs of articles by the orders that hold both.": "什么会一起卖：按同时含两件商品的订单数。",
    "Support: of all orders with known articles; confidence: of the orders with the rarer article, how many"
    " hold the other; lift: how many times more often together than by chance, 1 is chance.": (
        "支持度：占所有商品已知的订单之比；置信度：含较少见商品的订单中，有多少也含另一件；提升度：一起出现是随机情形的"
        "多少倍，1 即随机。"
    ),
    "Whose orders.": "看谁的订单。",
    "Only pairs that at least N orders hold.": "只看至少 N 单同时含有的商品对。",
    "--min-orders takes 1 or more": "--min-orders 须为 1 或以上",
    "only {mixed} orders hold two articles or more: such pairs are mostly chance": (
        "只有 {mixed} 单含两件以上商品：这样的商品对多属偶然"
    ),
    "no two articles were bought together often enough in this period": "这段时间没有两件商品一起购买得足够多",
    "article": "商品",
    "with": "搭配",
    "orders with both": "同时含两件",
    "orders with it": "含此商品",
    "orders with the other": "含另一件",
    "of all orders": "支持度",
    "of its orders": "置信度",
    "of the other's orders": "反向置信度",
    "times chance": "提升度",
}

TEXT: dict[str, str] = {**_REPORT, **_STOCK, **_PAIRS}
