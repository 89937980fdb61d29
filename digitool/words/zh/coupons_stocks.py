"""Chinese texts of the ``[coupons]`` table, of live budgets and totals, and of who is given coupons."""

TEXT: dict[str, str] = {
    # settings
    "Stocks of class price that one order takes": "每单可用几批价格类券",
    "Stocks of class member that one order takes": "每单可用几批会员类券",
    "Stocks of class coupon that one order takes": "每单可用几批优惠券",
    "Stocks of class referral that one order takes": "每单可用几批推荐类券",
    "Stocks of class payment that one order takes": "每单可用几批支付类券",
    "Share of the tag prices below which coupons may not push an order": "用券后实付不得低于吊牌价的比例",
    "Minutes that a coupon is kept for an order that is not paid yet": "未付款订单占用一张券的分钟数",
    "The settings say how long: [coupons] lock_minutes.": "占用多久由设置 [coupons] lock_minutes 决定。",
    "Lower goes first within its class.": "同类中数字小的先用。",
    # totals and budgets
    "Budgets": "预算",
    "Most uses": "最多次数",
    "Most discount": "最多优惠",
    "Uses so far": "已用次数",
    "Discount so far": "已用优惠",
    "Change how many coupons of a stock there may be; never below what is given out already.": (
        "修改批次总量；不能低于已发张数。"
    ),
    "--expected is the total as you know it: if somebody changed it since, nothing is done.": (
        "--expected 是您所知的总量：若已被他人改过，则不做任何改动。"
    ),
    "Give a budget of a stock a new cap; never below what is spent and kept by locks.": (
        "修改批次的预算上限；不能低于已用和占用之和。"
    ),
    "--expected is the cap as you know it: if somebody changed it since, nothing is done.": (
        "--expected 是您所知的上限：若已被他人改过，则不做任何改动。"
    ),
    "The new cap: money/day=800.00, count/week=300.": "新的上限：money/day=800.00、count/week=300。",
    "What it is now, as you know it.": "您所知的当前值。",
    "{stock} has no budget {budget}; it has: {known}": "{stock} 没有预算 {budget}；现有：{known}",
    "a budget is given when the stock is created; here its cap is changed": (
        "预算在建批次时设定；这里只修改上限"
    ),
    "the budget {budget} of {stock} is {observed}, not {expected}: somebody changed it": (
        "{stock} 的预算 {budget} 现为 {observed}，不是 {expected}：有人改过"
    ),
    "{observed} of the budget {budget} of {stock} is used or kept for orders; it cannot become {limit}": (
        "{stock} 的预算 {budget} 已用和占用共 {observed}，不能改为 {limit}"
    ),
    "{option} {typed} is not a whole number": "{option} {typed} 不是整数",
    "type digits only, for example 1000": "只输入数字，例如 1000",
    # who is given coupons
    "Customers: one id a line, or CSV; - reads stdin.": "顾客编号：每行一个，或 CSV；- 读标准输入。",
    "The customers of a segment, or of its TOML file.": "某个分群（或其 TOML 文件）里的顾客。",
    "say in one way who gets the coupons": "请用一种方式说明发给谁",
    "use --customer, --segment, --file or --pieces": "请用 --customer、--segment、--file 或 --pieces",
    "nobody is in the segment {segment} now": "分群 {segment} 目前没有人",
    "look at what each of its conditions selects": "请查看它的每个条件选中了谁",
    "{file}: {count} lines hold no customer id, lines {lines}": (
        "{file}：有 {count} 行不是顾客编号，行号 {lines}"
    ),
    "one id such as P12 a line, or a table with the column customer; nothing was done": (
        "每行一个编号，例如 P12，或含 customer 列的表格；什么都没有做"
    ),
    "{file}, line {line}: there is no customer P{customer}": "{file} 第 {line} 行：没有顾客 P{customer}",
    "correct the line and run the command again; nothing was given": ("请改正这一行再运行；没有发出任何券"),
}
