"""Chinese texts of campaign starts: what binds a campaign, whom it reaches, and what cannot be kept to."""

TEXT: dict[str, str] = {
    # help
    "What simulate counts on holds when the campaign runs: budgets and totals bind its coupon stock, [contact] and the guides' capacity bind broadcasts that name it, referral offers must be open with the terms of the file. A key that nothing live would hold to is refused, with its line. Reached are the treated customers whom simulate writes to; only they are given coupons by --issue.": (
        "simulate 所依据的限制，活动进行时同样有效：预算和总量约束券批次，[contact] 与导购每日发送量约束写明该活动的群发，"
        "裂变活动须已按文件中的条款开启。无法落实的键会连同行号一起被拒绝。触达人数指处理组中 simulate 会发到的顾客；--issue 只给他们发券。"
    ),
    "Give the coupon now to every treated customer whom the offer reaches.": "立即给处理组中能触达的每位顾客发券。",
    "Compared are all customers to whom arms were dealt. Merges, splits and their undo move nobody: an identifier's purchases count for the arm that it was dealt into. Where customers of both arms turn out to be one person, they are counted, and the first of them (the smallest id) decides what she is offered. What customers got who are held out is listed.": (
        "参与比较的是分组时的全部顾客。之后的合并、拆分及撤销都不改变分组：每个标识的购买计入它当初所在的组。"
        "若后来发现两组的顾客是同一个人，会给出人数，并以最早的那位顾客（编号最小）决定给其什么优惠。对照组顾客得到的东西会一一列出。"
    ),
    "Code of the referral offer that is open for it; the campaign's name if left out": (
        "已为其开启的裂变活动代码；不填则与活动同名"
    ),
    "Coupons that one customer may get; forecasts count one use": "每位顾客最多领几张券；预测只计一次使用",
    "--format wide also says what a start does about each, so that a campaign runs as it was forecast.": (
        "--format wide 还会说明启动时如何落实每个键，使活动按预测的样子进行。"
    ),
    # what a start does about a key
    "When it runs": "活动进行时",
    "decides who is in it and whom it reaches": "决定谁参加、触达谁",
    "held by the coupon stock": "由券批次约束",
    "held by broadcasts that belong to it": "由所属群发约束",
    "must be what the open offer says": "须与已开启的裂变活动一致",
    "kept for the result": "保存下来用于计算结果",
    "checked by lint": "由 lint 检查",
    "a belief: nothing enforces it": "只是假设，无法约束",
    "not held by anything: a start refuses it": "无法约束：启动时会拒绝",
    # columns
    "Reached": "触达人数",
    # what a start says
    "the offer reaches {reached} of {treated} treated customers within the window ({reasons}); the result is told of all treated, so what those reached do differently shows {times} times smaller": (
        "活动期内只能触达处理组 {treated} 位顾客中的 {reached} 位（{reasons}）；结果按处理组全员计算，因此被触达者的变化会被稀释到 1/{times}"
    ),
    "the offer reaches {reached} of {treated} treated customers ({reasons})": (
        "处理组 {treated} 位顾客中能触达 {reached} 位（{reasons}）"
    ),
    "{option} takes at most two decimals, not {value}": "{option} 最多两位小数，而不是 {value}",
    "for example: {option} 7.5": "例如：{option} 7.5",
    "the offer reaches none of {treated} treated customers ({reasons})": (
        "处理组 {treated} 位顾客一位也触达不到（{reasons}）"
    ),
    "a round of {offer} brings its leader at most {most} yuan, all of them {budget} yuan: no forecast counts on these bounds": (
        "{offer} 每轮最多付给团长 {most} 元，全部轮次合计 {budget} 元；预测未计入这两个上限"
    ),
    "if each coupon of {stock} were used they would cost {full} yuan; uses end at the budget of {budget} yuan": (
        "若 {stock} 的券全部核销需 {full} 元；用到预算 {budget} 元即停止核销"
    ),
    "coupons of {stock} work up to {days} days past the window: such uses are in no forecast and in no result": (
        "{stock} 的券在活动期结束后最多还可用 {days} 天：这些核销既不在预测里，也不在结果里"
    ),
    "no coupon is out yet: digitool coupon issue {stock} --customer ID gives them, or a start with --issue": (
        "还没有发出任何券：可用 digitool coupon issue {stock} --customer ID 发放，或在启动时加 --issue"
    ),
    'no message goes out by itself: digitool guide broadcast FILE with campaign = "{campaign}" keeps to its holdout and caps': (
        '消息不会自动发出：请用 digitool guide broadcast FILE，并在文件中写 campaign = "{campaign}"，群发会遵守其对照组和各项上限'
    ),
    "who is reached follows from built-in assumptions, as simulate --priors has it": (
        "触达名单按内置假设得出，与 simulate --priors 相同"
    ),
    "each customer is forecast to use one coupon, and may get more (per_customer)": (
        "预测按每位顾客使用一张券计算，而 per_customer 允许领取更多"
    ),
    "cannot be reached": "无法触达",
    "written to often enough": "已达联系频次上限",
    "past the window in the queue of their guides": "导购排队到活动期之后",
    "past the messages that the file allows": "超出文件允许的消息数",
    "the held-out customers of {campaign} hold {n} coupons of {stock} from before": (
        "{campaign} 的对照组顾客此前已持有 {stock} 的券 {n} 张"
    ),
    # what cannot be kept to
    "{file}:{line}: {key} cannot be kept to when the campaign runs: {why}": (
        "{file}:{line}：活动进行时无法落实 {key}：{why}"
    ),
    "a forecast counts on it, so the start does too; change it, or take it away and simulate again": (
        "预测以它为前提，启动也必须做到；请修改，或去掉后重新模拟"
    ),
    "nothing here runs a prize draw": "这里没有抽奖功能",
    "what runs live has no such limit": "线上执行没有这项上限",
    "[{table}] costs money and has no budget live": "[{table}] 会花钱，而线上执行没有预算限制",
    "the file has no key for the budget of [{table}]": "活动文件没有设定 [{table}] 预算的键",
    "it is shared, and the coupon has no part of its own: say coupon.budget": (
        "预算由多项共用，而券没有自己的份额：请写明 coupon.budget"
    ),
    "its parts come to {parts} yuan: coupon {coupon}, open offers {offers}": (
        "各部分合计 {parts} 元：券 {coupon}，已开启的裂变活动 {offers}"
    ),
    "stock {stock} allows {live} uses": "券批次 {stock} 允许核销 {live} 次",
    "stock {stock} may cost {live} yuan": "券批次 {stock} 最多可花 {live} 元",
    "{file}:{line}: [{table}] is opened by hand, and no referral offer {offer} is open": (
        "{file}:{line}：[{table}] 需另行开启，而裂变活动 {offer} 尚未开启"
    ),
    'open it with the terms of the file, then start; offer = "CODE" names another one': (
        '请先按文件中的条款开启，再启动；也可用 offer = "CODE" 指明另一个'
    ),
    "the open offer {offer} has {live}": "已开启的 {offer} 是 {live}",
    "the offer {offer} is a {title}": "裂变活动 {offer} 的玩法是{title}",
    "the offer {offer} is not open in all of the window": "裂变活动 {offer} 并未在整个活动期内开启",
    "stands beside stock, whose own rules hold; take one of them away": (
        "与 stock 同时出现，而生效的是该批次自己的规则；请去掉其中之一"
    ),
    # the holdout
    "coupon given": "领到券",
    "coupon used": "用了券",
    "message": "消息",
    "link": "分享链接",
    "brought by a friend": "被好友邀请",
    "took part": "参与玩法",
    "P{customer} is held out of campaign {campaign}": "P{customer} 属于活动 {campaign} 的对照组",
    "its result is measured against customers who get nothing of it; nothing was changed": (
        "活动结果要与什么都没得到的顾客对比；未做任何更改"
    ),
    "{n} persons turned out to be customers of both arms: each purchase counts for the arm of the identifier that made it, and the first customer that they were decides what they are offered": (
        "有 {n} 人后来发现同属两组：每笔购买计入产生它的标识所在的组，给其什么优惠以最早的那位顾客为准"
    ),
    "{n} of {held} held-out customers got something of the campaign ({what}): {shown}": (
        "对照组 {held} 位顾客中有 {n} 位得到了活动的东西（{what}）：{shown}"
    ),
    "{observed} messages are to be sent, and campaign {campaign} has {left} of {limit} left": (
        "将发送 {observed} 条消息，而活动 {campaign} 的 {limit} 条只剩 {left} 条"
    ),
    "write to fewer customers: its file says contact.messages": "请减少收件人：活动文件写明了 contact.messages",
    "the rules of coupon stock {stock} changed while the campaign was started": (
        "启动期间券批次 {stock} 的规则被改动"
    ),
    "nothing was changed; look at the stock, and start again": "未做任何更改；请查看该批次后重新启动",
    "the referral offer {campaign} belongs to a campaign already": "裂变活动 {campaign} 已属于另一个活动",
    "open an offer of its own for each campaign, or nobody can tell what it changed": (
        "请为每个活动单独开启，否则无法知道各自带来的改变"
    ),
    "who is held out of the campaign neither brings nor is brought": "活动对照组的顾客既不邀请他人，也不被邀请",
}
