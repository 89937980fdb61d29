"""Chinese texts of customer flow."""

from __future__ import annotations

_HELP = {
    "Customer flow: how many of the people who came do we know": "客流数字化：到店的人里我们认识多少",
    "Share of visits, and of transactions, whose person we know.": "到店与成交中，我们认识其人的占比。",
    "Visits are divided by the people that door counters saw, in valid opening hours only, or in the whole day where "
    "a counter tells no hours; transactions by all transactions. The two have different denominators: do not compare "
    "them. Refunds are taken off the day of their sale; one whose sale was never imported counts on its own day.": (
        "到店以门口计数为分母，只算有效的营业时段，计数器不分小时的则算全天；成交以全部成交为分母。两者分母不同，不可相互比较。"
        "退款从所属销售当天扣除；销售从未导入的退款算在退款当天。"
    ),
    "Refunds whose purchase is not known.": "找不到所属销售的退款。",
    "They lessen net sales on their own day, where their store or channel is known. Import the sales of the time "
    "before: a refund goes to its purchase as soon as that is known.": (
        "只要知道门店或渠道，这些退款就在退款当天减少净销售额。请导入更早的销售：所属销售一经导入，退款即归到那里。"
    ),
    "One row for each store, day, scene, both, or one for the chain.": (
        "按门店、日、场景、门店加日各一行，或全连锁一行。"
    ),
    "Where we lose people, from the door to the second purchase.": "从进门到复购，人在哪一步流失。",
    "Traffic counts people at the door; the steps after it count known persons seen in the period, by how far they "
    "have come until now. Each step includes the ones after it.": (
        "客流是门口计数；之后各步统计期内见到的已识别顾客，按其至今走到的最远一步计。每一步都包含其后各步。"
    ),
    "Touches, persons and first meetings, by scene.": "按场景统计触点次数、人数与首次触达。",
    "Do the persons first met at a scene come back, week by week.": "在某场景首次触达的人，之后每周是否回来。",
    "Active: any touch or purchase in that week; retained: active and still reachable. A cohort is the week (its "
    "Monday) of the first touch ever.": (
        "活跃：该周有触点或购买；留存：活跃且仍可触达。同期群按首次触达所在周（周一）划分。"
    ),
    "Only persons first met at this scene.": "只看在此场景首次触达的人。",
    "How far each door counter can be trusted, day by day.": "每台客流计数器每天的可信程度。",
    "An hour that misses more than a quarter of its opening time is invalid, and so is a run of zeros while the till "
    "sells. Invalid hours leave both sides of every rate, so a dead counter never lowers one. A counter that tells "
    "only whole days counts for the whole day; one that tells weeks has no day of its own (longer_than_a_day) and "
    "counts where whole weeks are asked for.": (
        "一小时内缺失超过四分之一营业时间即无效，收银有成交而计数连续为零也无效。"
        "无效时段从分子和分母同时剔除，计数器故障不会拉低比率。"
        "只按天计数的，整天一起算；按周计数的，单独一天没有数（longer_than_a_day），查询整周时才算。"
    ),
    "Only days that are degraded or invalid.": "只列降级或无效的日子。",
    "Transactions whose payer nobody knows, by cause.": "付款人无人认识的成交，按原因分。",
    "no_payer_id: cash, card or an Alipay bill; other_appid: paid under an appid that no touchpoint uses; "
    "never_seen: the payer never touched anything; ambiguous: a shared identifier; late_bill: the payment bill is "
    "not imported yet.": (
        "no_payer_id：现金、银行卡或支付宝账单；other_appid：付款所用 appid 没有任何触点使用；"
        "never_seen：付款人从未接触过触点；ambiguous：共用的标识；late_bill：支付账单尚未导入。"
    ),
    "Persons that two scenes share, since the beginning: touchpoints must not be added up.": (
        "两个场景共有的人（自始至今）：各触点人数不可相加。"
    ),
    "What changed in figures of the past since they were reported, and which operation changed it.": (
        "已报出的历史数字此后有何变化，由哪次操作引起。"
    ),
    "Changes after this operation (default: the last mark).": "此操作之后的变化（默认：上次标记）。",
    "From now on, count changes from here: the figures were reported.": "从现在起计算变化：数字已报出。",
}

_SUMMARY = {
    "Touches of every touchpoint, also of those that nobody touched.": "每个触点的触达次数，无人触达的也列出。",
    "One row for each touchpoint, scene or store.": "按触点、场景或门店各一行。",
    "Only touchpoints with this scene, store or code; may be repeated.": "只看此场景、门店或编码的触点；可重复。",
    "--where takes scene=, store= or code= with a value, not {value}": (
        "--where 需要 scene=、store= 或 code= 加取值，而不是 {value}"
    ),
    "for example --where scene=shelf": "例如 --where scene=shelf",
    "touchpoint": "触点",
    "last touch": "最近触达",
}

_WORDS = {
    "traffic": "客流",
    "visits known": "已识别到店",
    "of visits": "到店数字化率",
    "transactions": "成交笔数",
    "of transactions": "成交数字化率",
    "coverage": "覆盖率",
    "counted, not used": "未计入人数",
    "counts by": "计数粒度",
    "outside opening": "非营业时段",
    "sales": "销售额",
    "refunds without a purchase": "无所属销售的退款笔数",
    "their amount": "其金额",
    "channel": "渠道",
    "order": "单号",
    "refund": "退款单",
    "line": "行",
    "store": "门店",
    "day": "日期",
    "scene": "场景",
    "stage": "阶段",
    "persons": "人数",
    "of the step before": "占上一步",
    "touches": "触点次数",
    "first met here": "首次触达",
    "of all persons": "占总人数",
    "week of first touch": "首次触达周",
    "weeks later": "之后第几周",
    "active": "活跃",
    "retained": "留存",
    "sensor": "计数器",
    "validity": "有效性",
    "reason": "原因",
    "bad hours": "异常小时",
    "worth a look": "待查",
    "cause": "原因",
    "payments": "笔数",
    "amount": "金额",
    "other scene": "另一场景",
    "in both": "两者都有",
    "in either": "任一有",
    "overlap": "重叠率",
    "figure": "指标",
    "before": "之前",
    "after": "之后",
    "operation": "操作",
    "touched": "已触达",
    "identified": "已识别",
    "reachable": "可触达",
    "purchased": "已购买",
    "repurchased": "已复购",
}

_NOTES = {
    "the people of {days} store-days are counted only together with other days, such as a whole week, that are not "
    "asked for here or cannot be trusted; digitool flow quality says which": (
        "有 {days} 个店日的客流只能与其他日子合并计数（例如整周一个数），而那些日子未在查询之内或不可信；"
        "用 digitool flow quality 查看是哪些"
    ),
    "no counter had a bad hour in this period": "该期间没有计数器出现异常小时",
    "no refunds without a known purchase": "没有找不到所属销售的退款",
    "refunds whose purchase was never imported: {count}, {amount} in all; they count on their own day (digitool flow "
    "refunds)": "所属销售从未导入的退款：{count} 笔，共 {amount} 元；算在退款当天（digitool flow refunds）",
    "period: {start} to {end}": "期间：{start} 至 {end}",
    "marked: later changes count from {operation}": "已标记：此后的变化从 {operation} 起算",
    "no facts in this period; import files first, or choose other days": "该期间没有数据；请先导入文件，或换个日期",
    "{value} is not a scene": "{value} 不是场景",
    "the scenes are: {known}": "场景有：{known}",
    "{value} is not an operation": "{value} 不是操作编号",
    "operations look like op-0012; digitool log lists them": "操作编号形如 op-0012；用 digitool log 查看",
    "persons of several stores cannot be added: one person may visit two of them": (
        "多家门店的人数不能相加：同一个人可能去过两家"
    ),
    "ask for one store, or for all of them without --store": "请只指定一家门店，或不加 --store 查看全部",
}

TEXT = {**_HELP, **_SUMMARY, **_WORDS, **_NOTES}
"""English template to Chinese."""
