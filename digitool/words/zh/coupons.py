"""Chinese texts of coupons and of the coupon commands."""

TEXT: dict[str, str] = {
    # why a coupon does not work
    "this coupon belongs to somebody else; ask the customer for a coupon of their own": (
        "这张券是别人的；请顾客出示自己的券"
    ),
    "this coupon has a limit for each customer; ask for the member code or phone first": (
        "这种券每人限用；请先出示会员码或手机号"
    ),
    "this coupon starts on {limit}; it cannot be used yet": "这张券 {limit} 开始生效，现在还不能用",
    "this coupon ended on {limit}; offer the customer a current one": (
        "这张券已于 {limit} 到期；请给顾客换一张有效的券"
    ),
    "this coupon was already used; one coupon pays once": "这张券已经核销过；一张券只能用一次",
    "another order holds this coupon until {limit}; finish or cancel that order first": (
        "另一笔订单占用这张券至 {limit}；请先完成或取消那笔订单"
    ),
    "an order holds this coupon; finish or cancel that order first": (
        "有订单正在占用这张券；请先完成或取消那笔订单"
    ),
    "this coupon has ended; offer the customer a current one": "这张券已经到期；请给顾客换一张有效的券",
    "this coupon was withdrawn; it cannot be used any more": "这张券已作废，不能再用",
    "all {limit} coupons of this stock are taken": "这批券共 {limit} 张，已全部领完",
    "{observed} coupons are asked for, {limit} of this stock are left": "要 {observed} 张，这批券只剩 {limit} 张",
    "this coupon stock was stopped; no more coupons are given out": "这批券已停发",
    "customers cannot take this coupon themselves; it is given out by the chain": (
        "这批券不能自行领取，由商家发放"
    ),
    "the same coupon was presented twice; one coupon pays once": "同一张券出示了两次；一张券只能用一次",
    "this order was {limit} yuan when its first coupon was used; now it is {observed} yuan": (
        "这笔订单用第一张券时是 {limit} 元，现在是 {observed} 元"
    ),
    "this coupon is for certain stores only ({limit}); name the store with --store": (
        "此券限指定门店（{limit}）；请用 --store 指明门店"
    ),
    "this coupon is not valid in store {observed}; it is valid in: {limit}": (
        "这张券不能在门店 {observed} 使用；可用门店：{limit}"
    ),
    "this coupon is not valid on channel {observed}; it is valid on: {limit}": (
        "这张券不能在渠道 {observed} 使用；可用渠道：{limit}"
    ),
    "this coupon is for certain goods only; send the cart, not only the amount": (
        "这张券只适用于部分商品；请提供购物车，不能只给金额"
    ),
    "nothing in the cart belongs to this coupon; it is for: {limit}": (
        "购物车里没有这张券适用的商品；适用：{limit}"
    ),
    "goods for this coupon must come to {limit} yuan at tag prices; the cart has {observed} yuan": (
        "适用商品按吊牌价须满 {limit} 元，现为 {observed} 元"
    ),
    "goods for this coupon must come to {limit} yuan before it is taken off; the cart has {observed} yuan": (
        "适用商品用券前须满 {limit} 元，现为 {observed} 元"
    ),
    "at least {limit} yuan must be left to pay after this coupon; {observed} yuan would be left": (
        "用券后实付须满 {limit} 元，现只剩 {observed} 元"
    ),
    "this customer already has {observed} of {limit} such coupons": (
        "这位顾客已有 {observed} 张，每人限 {limit} 张"
    ),
    "this account already has {observed} of {limit} such coupons": (
        "这个账号已有 {observed} 张，每个账号限 {limit} 张"
    ),
    "this household already has {observed} of {limit} such coupons": (
        "这个家庭已有 {observed} 张，每个家庭限 {limit} 张"
    ),
    "the limit of {limit} uses in this period is reached ({observed} used)": (
        "本期限用 {limit} 次，已用 {observed} 次"
    ),
    "the budget of {limit} yuan for this period is used up ({observed} yuan used)": (
        "本期预算 {limit} 元不够，已用 {observed} 元"
    ),
    "this coupon cannot be used together with {observed}": "这张券不能与 {observed} 同用",
    "only {limit} coupon(s) of this sort per order; {observed} is already applied": (
        "每单这类券限用 {limit} 种，已用 {observed}"
    ),
    "only {limit} coupon(s) of this stock per order": "每单这批券限用 {limit} 张",
    "the order may not fall below {limit} yuan; it is at {observed} yuan": (
        "订单实付不能低于 {limit} 元，现为 {observed} 元"
    ),
    "this coupon would take nothing off this cart": "这张券对这个购物车没有优惠",
    "other coupons give this customer more; this one is better kept for later": (
        "用其他券更划算；这张券建议留到下次"
    ),
    "this coupon is not in use, so there is nothing to give back": "这张券没有在用，无可退回",
    "more than 8 coupons: they were taken by priority, the best combination was not searched": (
        "超过 8 张券：按优先级使用，没有搜索最优组合"
    ),
    # carts and amounts
    "the cart cannot be read at {where}: {what}": "购物车 {where} 处无法读取：{what}",
    "nothing was changed; prices are whole fen (19900 is 199.00 yuan)": (
        "没有任何改动；价格用整数分（19900 即 199.00 元）"
    ),
    "not JSON": "不是 JSON",
    "missing": "缺失",
    "not an object": "不是对象",
    "not a short text": "不是短文本",
    "above the tag price": "高于吊牌价",
    "two lines with the same name": "两行同名",
    "{n} lines; 1 to {most} are possible": "{n} 行；应为 1 到 {most} 行",
    "not a whole number from 1 to {most}": "不是 1 到 {most} 的整数",
    "line {line} has the product {product}, which is not in the catalogue": (
        "第 {line} 行的商品 {product} 不在商品目录中"
    ),
    "correct the product, or add it to the catalogue first": "请改正商品，或先把它加入商品目录",
    "{option} {typed} has full-width signs": "{option} {typed} 含全角字符",
    "{option} {typed} is not a number": "{option} {typed} 不是数字",
    "{option} {typed} is written with an exponent": "{option} {typed} 用了科学计数法",
    "{option} {typed} is negative": "{option} {typed} 是负数",
    "{option} {typed} is not an amount in yuan": "{option} {typed} 不是以元计的金额",
    "{option} is empty, and an amount is asked": "{option} 为空，这里需要一个金额",
    "{option} {typed} has a part smaller than a fen": "{option} {typed} 小于一分",
    "{option} {typed} is above {largest} yuan, the largest amount": (
        "{option} {typed} 超过最大金额 {largest} 元"
    ),
    "type yuan with at most two decimals, for example 100.00": "请输入元，最多两位小数，例如 100.00",
    "--value {typed} takes off more than everything": "--value {typed} 减得比全部还多",
    "--value {typed} is not a percentage": "--value {typed} 不是百分比",
    "15% takes 15 percent off; 8.5折 is the same": "15% 即减 15%；写 8.5折 也一样",
    "--budget {typed} cannot be read": "--budget {typed} 无法读取",
    "money/day=500.00 or count/week=200; windows are total, day, week and month": (
        "例如 money/day=500.00 或 count/week=200；期间可用 total、day、week、month"
    ),
    "--line {typed} cannot be read": "--line {typed} 无法读取",
    "give the line and how many pieces come back, for example --line 1=2": (
        "请给出行和退回件数，例如 --line 1=2"
    ),
    "{typed} is not a day or a time": "{typed} 不是日期或时间",
    "for example 2026-03-01, or 2026-03-01T09:00:00+08:00": ("例如 2026-03-01，或 2026-03-01T09:00:00+08:00"),
    "{order} is not an order number": "{order} 不是订单号",
    "{count} coupons cannot be used at once": "不能一次使用 {count} 张券",
    "give 1 to 20 codes": "请给出 1 到 20 个券码",
    "this code is not valid": "券码无效",
    "type it again, or scan it; nothing was changed": "请重新输入或扫码；没有任何改动",
    "too many codes that do not exist were tried ({observed} of {limit})": (
        "试了太多不存在的券码（{observed}，上限 {limit}）"
    ),
    "wait ten minutes, then scan the code instead of typing it": "请等十分钟，再扫码，不要手输",
    "line {line} cannot come back: it is not in this order, or not that often": (
        "第 {line} 行不能退：不在这笔订单里，或件数超过所购"
    ),
    "nothing was changed; look at the order's lines first": "没有任何改动；请先查看订单明细",
    # stocks
    "{observed} coupons of {stock} are issued; its total cannot become {limit}": (
        "{stock} 已发 {observed} 张，总量不能改为 {limit}"
    ),
    "nothing was changed; to give out no more, stop the stock": "没有任何改动；不想再发请停发这批券",
    "{stock} cannot be the code of a stock": "{stock} 不能作为批次代码",
    "use 1 to 40 letters, digits, dots, hyphens or underscores, for example SPRING-20": (
        "请用 1 到 40 个字母、数字、点、连字符或下划线，例如 SPRING-20"
    ),
    "the total of {stock} is {observed}, not {expected}: somebody changed it": (
        "{stock} 的总量是 {observed}，不是 {expected}：有人改过"
    ),
    "look at the stock again, then decide": "请重新查看这批券再决定",
    "there is already a coupon stock {stock}": "已有券批次 {stock}",
    "choose another code, or look at the existing one": "请换一个代码，或查看现有批次",
    "{count} coupons cannot be issued at once": "不能一次发放 {count} 张券",
    "name customers, or a number of codes from 1 to 100000": "请指定顾客，或 1 到 100000 张券码",
    "the stock's {name} is {value}; it must be {expected}": "批次的 {name} 是 {value}，应为 {expected}",
    "nothing was created; correct the option and run the command again": ("没有创建；请改正选项后重新运行"),
    "at most 10^18 fen over all coupons of the stock": "全部券面值合计不超过 10^18 分",
    "products or categories, for a coupon of kind {kind}": "{kind} 类型的券须指定商品或品类",
    "valid_days, or valid_from and valid_to": "有效天数，或起止日期",
    "an instant after valid_from": "晚于开始时间",
    "one cap for each measure and window": "每种口径和期间只设一个上限",
    "there is no coupon stock {stock}": "没有券批次 {stock}",
    "list the stocks and check the spelling": "请列出批次并核对写法",
    "there is no customer P{customer}": "没有顾客 P{customer}",
    "look the customer up first": "请先查找顾客",
    "Stop {target} and withdraw all its unused coupons?": "停发 {target} 并作废全部未用的券？",
    "one store at a time": "一次一家门店",
    "use --store once": "--store 只写一次",
    "dry run: nothing was changed": "试运行：没有任何改动",
    "say once what is bought": "请说明购买内容",
    "use --amount YUAN or --cart FILE, not both": "请用 --amount 元 或 --cart 文件",
    "no coupon was asked about": "没有要检查的券",
    # columns
    "Stock": "批次",
    "Coupon": "券码",
    "State": "状态",
    "Operation": "操作",
    "Discount": "优惠",
    "Kind": "类型",
    "Face value": "面值",
    "Minimum spend": "最低消费",
    "Total": "总量",
    "Issued": "已发",
    "Received": "已领",
    "Redeemed": "已核销",
    "Outstanding": "未用",
    "Locked": "占用中",
    "Expired": "已过期",
    "Void": "已作废",
    "Left": "剩余",
    "Customer": "顾客",
    "To pay": "应付",
    "Order": "订单",
    "Class": "类别",
    "Locked until": "占用至",
    "Given back": "退回",
    "Withdrawn": "收回",
    "Withdrawn coupons": "作废张数",
    "Valid from": "生效",
    "Valid to": "到期",
    "Of issued": "核销率（按发放）",
    "Of received": "核销率（按领取）",
    "Decision": "结论",
    "Step": "次序",
    "Reason": "原因",
    "By line": "按行",
    "Code": "代码",
    "Rule": "规则",
    "Observed": "实际",
    "Limit": "限制",
    # help
    "Coupons: create stocks, give coupons out, redeem them at the till, report": (
        "优惠券：建批次、发放、收银核销、报表"
    ),
    "What it gives.": "券的类型。",
    "20.00 yuan off; 15% for percent; exchange: what is still paid; free_shipping: at most this.": "减 20.00 元；折扣券写 15%；兑换券写仍需支付的金额；免邮券写最多抵多少运费。",
    "How many coupons there may be.": "最多发多少张。",
    "The most that a percent coupon takes off.": "折扣券最多减多少。",
    "Eligible goods must come to this.": "适用商品须满此金额。",
    "Counted at tag prices, before this coupon, or after it.": "按吊牌价、用券前或用券后计算。",
    "Limit for a person.": "每人限量。",
    "Limit for a household.": "每个家庭限量。",
    "Business days from receipt.": "领取后有效的营业日数。",
    "The days begin on the day after receipt.": "领取次日起算。",
    "First day or moment.": "开始日期或时间。",
    "The day or moment after the last.": "结束后的第一天或时间。",
    "Only this product; repeatable.": "仅限此商品；可重复。",
    "Only this; repeatable.": "仅限此品类；可重复。",
    "Never this; repeatable.": "排除此商品；可重复。",
    "Only here; repeatable.": "仅限此渠道；可重复。",
    "money/day=500.00 or count/week=200; repeatable.": "例如 money/day=500.00 或 count/week=200；可重复。",
    "Its place in the fixed stacking order.": "在固定叠加次序中的类别。",
    "Never with this class; repeatable.": "不与此类同用；可重复。",
    "Coupons of it per order.": "每单可用本批次张数。",
    "Percent of what is left, or of tags.": "按剩余金额还是吊牌价打折。",
    "Customers may claim it themselves.": "顾客可自行领取。",
    "A customer; repeatable.": "一位顾客；可重复。",
    "Codes that nobody holds yet.": "尚无人持有的券码张数。",
    "A public stock, or a printed code.": "可领取的批次，或印好的券码。",
    "The customer, such as P12.": "顾客，例如 P12。",
    "Give the coupon free again.": "解除占用。",
    "Pieces that come back; repeatable.": "退回的件数；可重复。",
    "What kept goods do when they miss the minimum spend.": "留下的商品不满门槛时如何处理。",
    "A stock, or one coupon.": "一个批次，或一张券。",
    "One stock; else all.": "一个批次；不写则全部。",
    "Codes; else all of the customer.": "券码；不写则为该顾客全部的券。",
    "The stock's code.": "批次代码。",
    "The coupon's code, with or without hyphens.": "券码，连字符可省。",
    "One or more coupon codes.": "一个或多个券码。",
    "The till's order number.": "收银订单号。",
    "What the order comes to, before coupons.": "用券前的订单金额。",
    "The cart as JSON; - reads it from stdin.": "购物车 JSON 文件；- 读标准输入。",
    "The channel that sells.": "销售渠道。",
    "Create a coupon stock: what its coupons are worth, to whom, where and when.": (
        "建立券批次：值多少、给谁、在哪里、何时可用。"
    ),
    "Stores are named with --store. Without a scope the coupon is for all goods everywhere. Days are"
    " business days of the store; --valid-to is the day after the last one.": (
        "门店用 --store 指定。不设范围即全场通用。天数按门店营业日计；--valid-to 是最后一天的次日。"
    ),
    "Give coupons to customers, or make codes to print.": "给顾客发券，或生成待印的券码。",
    "A customer who has enough of them already is passed over, with the reason in her row. So is one whom the campaign of the stock holds out, while it runs: its result is measured against such customers. What they are given all the same is shown by digitool campaign result and digitool check.": (
        "已领够的顾客会被跳过，并在该行写明原因。活动进行期间，券批次所属活动的对照组顾客同样跳过：活动结果要与他们对比。"
        "若仍给了他们，digitool campaign result 和 digitool check 会如实列出。"
    ),
    "Give to customers whom the stock's campaign holds out, too.": "也发给券批次所属活动的对照组顾客。",
    "campaign {campaign} holds customers out: these codes are refused to them where a till or an order"
    " names the customer; where none is named, nobody can tell": (
        "活动 {campaign} 设有对照组：收银台或订单注明顾客时，对照组顾客不能使用这些券码；未注明顾客时无法识别"
    ),
    "codes that nobody holds are given to nobody, held out or not": "无人持有的券码不发给任何人，与对照组无关",
    "leave out --despite-holdout": "请去掉 --despite-holdout",
    "this customer is held out of campaign {limit}, whose result is measured against such customers": (
        "该顾客属于活动 {limit} 的对照组，活动结果要与这些顾客对比"
    ),
    "nothing was changed; coupon issue --despite-holdout gives it all the same, and the campaign's result shows it": (
        "未做任何更改；coupon issue --despite-holdout 仍可发放，活动结果会如实列出"
    ),
    "A customer takes a coupon of a public stock, or takes over a printed code.": (
        "顾客领取公开批次的券，或认领印好的券码。"
    ),
    "Use coupons for an order: all of them, or none and the reason.": (
        "为订单核销券：全部成功，或一张不用并说明原因。"
    ),
    "Say what the order comes to with --amount, or send the goods with --cart.": (
        "用 --amount 给出订单金额，或用 --cart 给出商品。"
    ),
    "Keep coupons for an order for 15 minutes; the clock gives them free again.": (
        "为订单占用券 15 分钟；到时自动释放。"
    ),
    "Give the use of a coupon back: its order is cancelled, or goods return.": (
        "退回券的使用：订单取消或退货。"
    ),
    "The coupon goes back to its owner if it is still valid, else it is expired. With revert, kept goods that"
    " miss its minimum lose their discount if what the returned ones brought covers all of it; else the coupon"
    " stays used.": (
        "券仍在有效期内则退还顾客，否则为已过期。用 revert 时，留下的商品不满门槛且退回商品的实付足以抵回全部优惠的，"
        "收回其优惠；不足以抵回的，券仍为已使用。"
    ),
    "the order {order} is kept here, and its coupons do not change without it": "订单 {order} 由本系统管理，其优惠券不能脱离订单单独变动",
    "refund or cancel that order, and its coupons go back with the goods": "请退款或取消该订单，券会随商品一起退回",
    "what a basket holds was taken home; issue another coupon if the customer is to have one": (
        "购物篮里的商品已被带走；如要补偿顾客，请另发一张券"
    ),
    "redeemed: coupons in use. discount_fen: what they take off goods that customers keep. At all times the"
    " price of kept goods and of their delivery is what was paid and not given back, and the discount that"
    " stands. A discount on kept goods is withdrawn only where the refund covers all of it; else it stands"
    " and its coupon stays used.": (
        "redeemed：正在使用的券。discount_fen：它们对顾客留下的商品所减的金额。任何时候，留下的商品及其运费的价格"
        "等于实付减已退，加上仍然有效的优惠。留下的商品的优惠，只有在退款足以全额抵回时才收回；否则优惠保留，券仍为已使用。"
    ),
    "Withdraw one coupon, or stop a stock and withdraw all its unused coupons.": (
        "作废一张券，或停发一个批次并作废其全部未用的券。"
    ),
    "Book ended coupons of a stock out of the ledger; nothing else depends on it.": (
        "把批次中已到期的券从账上转出；其他功能不依赖它。"
    ),
    "What a stock or a coupon is now: its state, owner, validity and order.": (
        "批次或券的现状：状态、持有人、有效期、订单。"
    ),
    "Issued, received and redeemed coupons of each stock, with both redemption rates.": (
        "各批次的发放、领取、核销张数和两种核销率。"
    ),
    "A rate of issued coupons and one of received coupons are two figures: each shows its denominator.": (
        "按发放和按领取的核销率是两个数：各自写明分母。"
    ),
    "What coupons would do for a cart: discount by line, stacking order, and why some do not work.": (
        "券对购物车的效果：每行优惠、叠加次序、不能用的原因。"
    ),
}
