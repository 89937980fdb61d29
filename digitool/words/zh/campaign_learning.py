"""Chinese texts of what campaigns learn from: calibration, back-tests, starts and results."""

TEXT: dict[str, str] = {
    # help
    "Learn from your own history what forecasts need, and keep it with its uncertainty.": (
        "从自己的历史中学习预测所需的参数，并连同其不确定性一起保存。"
    ),
    "Each row says where its value comes from: history, a holdout, the chain (a store too small to stand alone) or a prior (a built-in assumption), and how many customers, coupons or messages stand behind it.": (
        "每一行说明数值的来源：history（历史）、holdout（对照组）、chain（门店太小，借用全链）或 prior（内置假设），以及背后有多少顾客、券或消息。"
    ),
    "What forecasts assume where nothing is known yet: every built-in value and its source.": (
        "尚无数据时预测的假设：每个内置数值及其出处。"
    ),
    "How far forecasts can be trusted: made again at past days, compared with what then happened.": (
        "预测有多可信：回到过去的日子重新预测，再与实际结果比较。"
    ),
    "A 90% interval should cover 85-95% of the cases, mean PIT should lie between 0.45 and 0.55, and the CRPS should be below those of forecasts without a model: last period again, and the mean so far.": (
        "90% 区间应覆盖 85%-95% 的情形，平均 PIT 应在 0.45 到 0.55 之间，CRPS 应低于无模型的预测：照搬上一期，或取历史均值。"
    ),
    "A purchase log: customer, date, amount; no workspace needed.": "购买记录文件：顾客、日期、金额；不需要工作区。",
    "Split the customers at random, for more cases.": "把顾客随机分组，得到更多情形。",
    "Past days to forecast from, the newest ones.": "从过去多少个日子（最近的）开始预测。",
    "Start a campaign: draw the holdout at random, record who is in which arm, create its coupons.": (
        "启动活动：随机抽取对照组，记录每人所在的组，创建优惠券。"
    ),
    "The draw depends on the workspace's key, the campaign's name and the household alone: nobody chooses, all of a household is in one arm, and the same start gives the same arms.": (
        "抽签只取决于工作区密钥、活动名称和家庭：无人挑选，同一家庭在同一组，同样的启动得到同样的分组。"
    ),
    "The campaign file.": "活动文件。",
    "The campaign's name.": "活动名称。",
    "What a campaign changed: the treated against those held out at random, with 90% intervals.": (
        "活动带来的改变：处理组与随机对照组对比，附 90% 区间。"
    ),
    "Figures are per customer; a verdict is given at the 5% level. The interval of the whole campaign is that of one customer times all treated.": (
        "数字为人均；结论按 5% 显著性水平给出。整个活动的区间等于人均区间乘以处理组人数。"
    ),
    "Take off what the eight weeks before the start explain.": "扣除启动前八周可以解释的部分。",
    "Campaigns that were started, newest first.": "已启动的活动，最新的在前。",
    # columns
    "Parameter": "参数",
    "Of": "范围",
    "P5": "P5",
    "P95": "P95",
    "n": "样本量",
    "Where it comes from": "出处",
    "Target": "目标",
    "Cases": "情形数",
    "90% covers": "90% 区间覆盖",
    "Mean PIT": "平均 PIT",
    "CRPS": "CRPS",
    "Bias": "偏差",
    "CRPS last period": "CRPS（照搬上期）",
    "CRPS mean": "CRPS（历史均值）",
    "CRPS last year": "CRPS（去年同期）",
    "Arm": "分组",
    "Households": "家庭数",
    "Coupons": "券数",
    "Per customer": "人均指标",
    "Treated": "处理组",
    "Held out": "对照组",
    "Lift": "提升",
    "p": "p 值",
    "Smallest seen": "可检出的最小值",
    "Correlation": "相关系数",
    "Stocks": "券批次",
    "Started": "启动时间",
    "purchases": "购买次数",
    "buyers": "买家",
    "sales in yuan": "销售额（元）",
    "contribution in yuan": "贡献（元）",
    "redemptions of a stock": "每批券的核销",
    # what people are told
    "planned": "未开始",
    "running": "进行中",
    "over": "已结束",
    "more than without it": "高于不做活动",
    "less than without it": "低于不做活动",
    "no difference can be told": "看不出差别",
    "too few customers to tell": "人数太少，无法判断",
    "no campaign was started yet": "还没有启动过活动",
    "forecasting from past days": "正在从过去的日子预测",
    "without a holdout nobody will be able to tell what this campaign changed": (
        "没有对照组，就无法知道这次活动带来了什么改变"
    ),
    "{known} of {days} days are known: who looks every day and stops at a good one finds luck": (
        "{days} 天中已知 {known} 天：天天看、看到好结果就停，看到的是运气"
    ),
    "90% intervals covered {share} of the cases: they are too narrow here": (
        "90% 区间只覆盖了 {share} 的情形：在这里偏窄"
    ),
    "the target with the fewest cases has {cases}: its coverage is known to within {error} points only": (
        "情形最少的目标只有 {cases} 个：它的覆盖率只能精确到 {error} 个百分点"
    ),
    "What happened lay inside the 90% interval in {share} of {cases} cases; 85% to 95% keeps the promise.": (
        "{cases} 个情形中，{share} 的实际结果落在 90% 区间内；85% 到 95% 才算守信。"
    ),
    "There was no case to look at.": "没有可看的情形。",
    "forecasts are too high here: less was sold than their middle in most cases": (
        "这里的预测偏高：多数情形的实际结果低于预测的中位"
    ),
    "forecasts are too low here: more was sold than their middle in most cases": (
        "这里的预测偏低：多数情形的实际结果高于预测的中位"
    ),
    "{value} is too small; at least {limit}": "{value} 太小；至少 {limit}",
    # calibration
    "there are no purchases of known customers to learn from": "没有可供学习的已知顾客的购买记录",
    "import payment bills or orders first; without them forecasts rest on assumptions alone": (
        "请先导入支付账单或订单；没有它们，预测只能依靠假设"
    ),
    "only {customers} customers with {repeats} repeat purchases: rates lean on built-in assumptions": (
        "只有 {customers} 位顾客、{repeats} 次复购：购买率主要依靠内置假设"
    ),
    "all purchases are of one store: how stores differ is assumed": "所有购买都来自一家门店：门店之间的差异是假设的",
    "customers who buy more often have other baskets (correlation {value}): sales may be off": (
        "购买越频繁的顾客客单价不同（相关系数 {value}）：销售额可能有偏差"
    ),
    "{days} days of history give {origins} past forecasts to learn the calendar's swings from": (
        "{days} 天的历史只能给出 {origins} 次过去的预测来学习时令波动"
    ),
    "no coupon stock has ended yet: redemption rates are built-in assumptions": (
        "还没有结束的券批次：核销率是内置假设"
    ),
    "no campaign with a holdout has ended yet: what a campaign adds is assumed, not measured": (
        "还没有带对照组的活动结束：活动的增量是假设，不是实测"
    ),
    "the history cannot be fitted: {reason}": "这段历史无法拟合：{reason}",
    "look at the purchases; nothing was stored": "请检查购买数据；没有保存任何内容",
    "no calibration is stored; built-in assumptions are used": "还没有校准；使用内置假设",
    "the calibration is older than the data: {days} days of purchases came after it": (
        "校准比数据旧：之后又有 {days} 天的购买"
    ),
    "a forecast from it would be a forecast of the past; at most {limit} days are accepted": (
        "用它预测等于预测过去；最多允许相差 {limit} 天"
    ),
    # back-tests
    "{days} days of {customers} customers are too few for a back-test": (
        "{days} 天、{customers} 位顾客的数据不足以做回测"
    ),
    "it takes about seven weeks and 50 customers: three past days to forecast from": (
        "大约需要七周和 50 位顾客：至少有三个过去的日子可供预测"
    ),
    "there is no file {path}": "没有文件 {path}",
    "check the path; nothing was read": "请检查路径；没有读取任何内容",
    "{path} is larger than {limit} MB": "{path} 超过 {limit} MB",
    "{path} cannot be read: {reason}": "无法读取 {path}：{reason}",
    "{path} has no column {missing}": "{path} 没有列 {missing}",
    "its first line must be like this: customer,date,amount": "第一行应当像这样：customer,date,amount",
    "{path}:{line}: not a customer, a date and an amount: {row}": "{path}:{line}：不是顾客、日期和金额：{row}",
    "a line looks like this: 10023,2026-03-01,129.50": "一行应当像这样：10023,2026-03-01,129.50",
    # starts and results
    "{campaign} cannot be the name of a campaign": "{campaign} 不能作为活动名称",
    "use 1 to 40 letters, digits, dots, hyphens or underscores, for example spring-2026": (
        "请用 1 到 40 个字母、数字、点、连字符或下划线，例如 spring-2026"
    ),
    "a holdout of {observed} is not possible; it must lie between {low} and {high}": (
        "对照组比例不能是 {observed}；应在 {low} 到 {high} 之间"
    ),
    "5% to 20% is usual; 0% measures nothing": "通常为 5% 到 20%；0% 无法衡量效果",
    "the window {start} to {end} is over or has begun; today is {today}": (
        "活动期 {start} 至 {end} 已经开始或结束；今天是 {today}"
    ),
    "arms must be drawn before anybody could react; move the start": "必须在顾客作出反应之前分组；请推迟开始日期",
    "there is already a campaign {campaign}": "活动 {campaign} 已经存在",
    "a campaign is started once; give the new one another name": "活动只能启动一次；请给新活动另起名称",
    "nobody is in the audience of campaign {campaign}": "活动 {campaign} 的目标人群为空",
    "widen the filter, or look at the segment": "请放宽条件，或检查人群包",
    "coupon stock {stock} belongs to campaign {campaign} already": "券批次 {stock} 已属于活动 {campaign}",
    "create a stock of its own for each campaign, or nobody can tell whose coupons were used": (
        "请为每个活动单独建批次，否则分不清核销的是谁的券"
    ),
    "there is no campaign {campaign}": "没有活动 {campaign}",
    "list the campaigns that were started": "请列出已启动的活动",
    "campaign {campaign} was started without a holdout: what it changed cannot be told from its logs": (
        "活动 {campaign} 启动时没有对照组：从日志看不出它带来的改变"
    ),
    "whoever gets a campaign was chosen for it; keep a share out at random next time": (
        "收到活动的人是被挑选的；下次请随机留出一部分"
    ),
    "there are no purchases of campaign {campaign} yet: its window begins on {day}": (
        "活动 {campaign} 还没有购买数据：活动期从 {day} 开始"
    ),
    "import the files of its days first": "请先导入活动期内的文件",
    # where built-in numbers come from
    "BG/NBD on CDNOW, two grocers, apparel and donations: 0.24-0.66": (
        "BG/NBD 拟合 CDNOW、两家生鲜、服装和捐赠数据：0.24-0.66"
    ),
    "same five logs, in weeks: 2.6-7.9": "同样五份数据，单位为周：2.6-7.9",
    "same five logs: 0.50-2.8": "同样五份数据：0.50-2.8",
    "same five logs: 0.75-3.6": "同样五份数据：0.75-3.6",
    "Gamma-Gamma on CDNOW: 6.25": "CDNOW 的 Gamma-Gamma 拟合：6.25",
    "Gamma-Gamma on CDNOW: 3.74": "CDNOW 的 Gamma-Gamma 拟合：3.74",
    "mean basket of 80 yuan, a factor of 5 either way": "平均客单价 80 元，上下各 5 倍",
    "CDNOW: 0.10 with 4 degrees of freedom before three origins are known": (
        "CDNOW：已知三个起点之前为 0.10，自由度 4"
    ),
    "half the purchases' own; CDNOW groups of 2,357: 0.07": "购买波动的一半；CDNOW 每组 2,357 人：0.07",
    "mean of Beta(1, 9); Complete Journey campaigns: 8-15%": "Beta(1, 9) 的均值；Complete Journey 活动：8%-15%",
    "lognormal, median 7 days, cut at 14; best of five laws on three public sets": (
        "对数正态，中位数 7 天，14 天截断；在三份公开数据上优于其他四种分布"
    ),
    "Complete Journey, Starbucks, Twitter: 1.0-1.4": "Complete Journey、Starbucks、Twitter：1.0-1.4",
    "Beta(4, 6): messages of guides that are opened": "Beta(4, 6)：导购消息被打开的比例",
    "Beta(1, 400) for each message": "每条消息 Beta(1, 400)",
    "assumed N(0.10, 0.15); Hillstrom measured 0.35-0.78 on e-mail": (
        "假设 N(0.10, 0.15)；Hillstrom 邮件实验实测 0.35-0.78"
    ),
    "Beta(18, 2) for each contact of the last week; not identified from logs": (
        "最近一周每次触达 Beta(18, 2)；无法从日志识别"
    ),
    "Beta(2, 8); only a holdout that is watched afterwards identifies it": "Beta(2, 8)；只有活动后继续观察对照组才能识别",
    "Beta(2, 8): baskets below a threshold that are filled up to it": "Beta(2, 8)：未达门槛而凑单到门槛的比例",
    "Beta(2, 38): viewers who invite somebody": "Beta(2, 38)：看到后邀请他人的比例",
    "lognormal around 0.5 people brought by one who invites": "对数正态，每位邀请者约带来 0.5 人",
    "Twitter16 trees: logit mean -1.29, sd 1.09": "Twitter16 传播树：logit 均值 -1.29，标准差 1.09",
    "Beta(3, 7): people brought who are known already": "Beta(3, 7)：带来的人中已是顾客的比例",
    "Beta(3, 17): newcomers who buy in the window": "Beta(3, 17)：新客在活动期内购买的比例",
}
