"""Chinese texts of guides' performance: the ranking, scorecards, and the contest between stores."""

TEXT: dict[str, str] = {
    "The guides by net sales, or by whatever --sort names: who is where, equals on one place.": (
        "导购排名：默认按净销售额，也可用 --sort 指定；数值相同的并列。"
    ),
    "An order counts once, for the guide whom attribution credits (guide commission why ORDER); orders of staff do not count. Refunds count against the orders that they belong to; one whose order was never imported counts on its own day, for the guide whom it names.": (
        "一笔订单只算一次，归于归因认定的导购（见 guide commission why 订单号）；员工自己的订单不算。退款从所属订单中扣除；"
        "订单从未导入的退款算在退款当天，归于其写明的导购。"
    ),
    "Scorecards against the period before: customers, messages, coupons, orders, commission.": (
        "业绩卡，与上一期对比：客户、触达、优惠券、订单、提成。"
    ),
    "Additions, losses and sales add up; the row without a guide is what nobody is credited with. Customers are people: a person whom five guides hold counts once for the store and the chain. Shares of shown orders, buyers, or customers; n/a is not zero: nothing that could tell was imported.": (
        "添加、流失和销售可以相加；没有导购的那一行是无人归属的部分。客户按人计：同一人被五位导购添加，"
        "在门店和全部门店中只算一次。占比的分母是所列的订单、买家或客户；“无数据”不是零，而是没有导入能说明问题的数据。"
    ),
    "One row for each guide, each store, or one for the chain.": "每位导购一行、每家门店一行，或全部门店一行。",
    "one guide has one row": "一位导购只有一行",
    "leave out --by, or the guide": "请去掉 --by，或不要指定导购",
    "A contest between stores with fair targets: what the chain attains a visit, times a store's visits.": (
        "门店竞赛，目标公平：全体门店每位进店顾客的水平，乘以本店的客流。"
    ),
    "Multiplier: attained over target; equals share a rank. Only days count whose opening time was counted to 90% or more, on both sides; a store with too few such days is not ranked. Beyond chance: further from the target than counts like these vary by themselves (two standard deviations).": (
        "倍数：达成除以目标；相同则并列。只计入营业时间有九成以上客流有效的日子，达成和客流都如此；"
        "这样的日子太少的门店不参加排名。超出偶然：与目标的差距超过这类计数自身的波动（两个标准差）。"
    ),
    "What the stores' guides are to attain.": "各店导购比什么。",
    "Least share of its opening time that a store counted.": "门店客流有效的营业时间至少占百分之几。",
    "--coverage takes 1 to 100": "--coverage 取 1 到 100",
    "a contest needs two stores with counted traffic; here are {stores}": (
        "竞赛至少需要两家客流可信的门店，现在有 {stores} 家"
    ),
    "the target: {rate} a hundred visits, as {stores} stores attain together": (
        "目标：每百位进店顾客 {rate}，即 {stores} 家门店合计的水平"
    ),
    "{orders} orders are credited to no guide": "{orders} 笔订单不归任何导购",
    "no guide has anything in this period": "这段时间没有任何导购的数据",
    # formulas
    "An order counts once, for its seller; orders of staff do not. net_added: added and taken over, less lost and handed over. tagged: customers tagged by anybody / customers held. replied: persons who replied / persons sent a message whose results tell of replies. redeemed: coupons used in the period / coupons that messages of the period brought. off_hours_share: orders placed while the store that sells or serves them, else the guide's, is closed. repeat_rate: buyers with two purchases or more by the end of the period / buyers.": (
        "一笔订单只算一次，归卖出它的导购；员工的订单不算。net_added：添加与接收，减去流失与移交。"
        "tagged：任何人打过标签的客户 / 现有客户。replied：回复的人 / 发送结果含回复信息的收信人。"
        "redeemed：期内核销的券 / 期内消息带出的券。off_hours_share：下单时销售或服务门店（没有则为导购所在门店）已闭店的订单占比。"
        "repeat_rate：到期末累计购买两次及以上的买家 / 买家。"
    ),
    "target: what all ranked stores attained / their traffic x the store's own traffic; multiplier: attained / target. A day counts with 90% of its opening time validly counted.": (
        "target：参加排名的门店合计达成 / 合计客流 x 本店客流；multiplier：达成 / 目标。营业时间有九成客流有效的日子才计入。"
    ),
    # what is not known, and why
    "no_relations: no customer list or event of these guides was ever imported": (
        "no_relations：从未导入过这些导购的客户名单或事件"
    ),
    "losses_unseen: no full customer list since then and no event that would tell of a loss": (
        "losses_unseen：此后没有完整的客户名单，也没有能说明流失的事件"
    ),
    "losses_partly: events begin within the period; earlier losses are not in the figure": (
        "losses_partly：事件从这段时间中途才有，之前的流失不在数内"
    ),
    "no_tags: no tag was ever imported": "no_tags：从未导入过标签",
    "no_messages: no broadcast was recorded and no message written down": (
        "no_messages：没有记录过群发，也没有记下过消息"
    ),
    "no_results: messages were planned, and their results were not imported": (
        "no_results：消息已计划，但没有导入发送结果"
    ),
    "no_replies: the results say nothing of replies": "no_replies：发送结果里没有回复的信息",
    "no_commission: the settings name no rate, and nothing was ever settled": (
        "no_commission：设置里没有提成比例，也从未结算"
    ),
    "no_guides: the roster has no guide there": "no_guides：花名册上该店没有导购",
    "no_traffic: no counter of the store has a valid hour in this period": (
        "no_traffic：这段时间该店的客流计数没有一个有效小时"
    ),
    "traffic_not_trusted: too little opening time was counted (see flow quality)": (
        "traffic_not_trusted：客流有效的营业时间太少（见 flow quality）"
    ),
    "nobody_counted: the counters saw nobody": "nobody_counted：客流计数为零",
    "no_target: the stores attained nothing together, so there is no target": (
        "no_target：各店合计没有达成，因此没有目标"
    ),
    # headings
    "Not known because": "未知原因",
    "New to the chain": "新客",
    "Net of refunds": "净销售额",
    "Written to": "触达人数",
    "Reply rate": "回复率",
    "Coupons used": "券核销率",
    "Against before": "较上期",
    "While closed": "闭店时段占比",
    "Buy again": "复购率",
    "Customers taken over": "接收客户",
    "Customers handed over": "移交客户",
    "Customers before": "上期客户",
    "Added before": "上期添加",
    "New to the chain before": "上期新客",
    "Lost before": "上期流失",
    "Net before": "上期净增",
    "Tagged before": "上期已打标",
    "Written to before": "上期触达人数",
    "Reply rate before": "上期回复率",
    "Coupons used before": "上期券核销率",
    "Orders before": "上期订单",
    "Sales before": "上期销售额",
    "Net of refunds before": "上期净销售额",
    "While closed before": "上期闭店时段占比",
    "Buy again before": "上期复购率",
    "Commission earned": "提成",
    "Commission earned before": "上期提成",
    "Buyers before": "上期买家",
    "Customers taken over before": "上期接收客户",
    "Customers handed over before": "上期移交客户",
    "Attained": "达成",
    "Fair target": "公平目标",
    "Multiplier": "倍数",
    "Of its visits": "占本店客流",
    "A visit": "每位顾客",
    "Visits counted": "有效客流",
    "Opening time counted": "客流有效时长占比",
    "Beyond chance": "超出偶然",
    "Tied": "并列",
    "Not ranked because": "未排名原因",
}
