"""Chinese texts of the official store."""

TEXT: dict[str, str] = {
    # catalogue
    "there is no product {product} in the catalogue": "商品目录中没有商品 {product}",
    "correct the item code, or add the product to the catalogue first": "请更正商品编码，或先把商品加入目录",
    "{file}: no header row names an item code and a price": "{file}：没有同时含商品编码和价格的表头行",
    "the first row should be: {example}": "首行应为：{example}",
    "{value} stands in an earlier line already": "{value} 在前面的行中已经出现",
    "Keep one of the two lines.": "两行请只保留一行。",
    "{column} {value} has full-width signs": "{column} {value} 含全角字符",
    "{column} {value} is not a number": "{column} {value} 不是数字",
    "{column} {value} is written with an exponent": "{column} {value} 用了科学计数法",
    "{column} {value} is negative": "{column} {value} 为负数",
    "{column} {value} has a part smaller than a fen": "{column} {value} 有小于一分的部分",
    "{column} {value} is above the largest amount, 10,000,000,000.00 yuan": (
        "{column} {value} 超过最大金额 10,000,000,000.00 元"
    ),
    "{column} {value} cannot be in a catalogue": "{column} {value} 不能收入商品目录",
    "Codes have at most 64 characters, titles and categories at most 200, in one line.": (
        "编码最多 64 个字符，标题和类目最多 200 个字符，均为单行。"
    ),
    "{column} is {value}, neither on nor off": "{column} 为 {value}，既不是上架也不是下架",
    "Write on or off.": "请写 on（上架）或 off（下架）。",
    "a flash price ends after it starts": "秒杀价的结束时间必须晚于开始时间",
    "exchange the two times": "请对调两个时间",
    "a flash price is for at least one piece": "秒杀价至少适用于一件",
    "leave --cap out for all": "不限件数请省略 --cap",
    "{product} is not an item code": "{product} 不是商品编码",
    "at most 64 characters, without blanks around it": "最多 64 个字符，首尾不留空格",
    "a flash price is below the tag price": "秒杀价必须低于标价",
    "look at the price list first": "请先查看价目表",
    "the title or category of {product} is not a text of one line": "{product} 的标题或类目不是单行文字",
    "at most 200 characters": "最多 200 个字符",
    "the new product {product} has no price": "新商品 {product} 没有价格",
    "say --price 19.90": "请加上 --price 19.90",
    "{product} has another flash price in this time": "{product} 在此期间已有另一个秒杀价",
    "choose a time before or after it": "请改选之前或之后的时间",
    "{product} is not on sale": "{product} 已下架",
    "put it on sale again, or leave it out": "请重新上架，或去掉该商品",
    # stock
    "only {limit} of {product} are available at {location}, {observed} are asked for": (
        "{product} 在 {location} 只有 {limit} 件可用，需要 {observed} 件"
    ),
    "ask for fewer, or look where there are more": "请减少件数，或查找别处库存",
    "{quantity} is not a number of pieces of {product}": "{quantity} 不是 {product} 的有效件数",
    "give a whole number from {lowest} to {most}": "请填写 {lowest} 到 {most} 的整数",
    "goods move between two locations": "调拨须在两个地点之间进行",
    "name two different ones": "请写两个不同的地点",
    "no product is named": "没有写明商品",
    "for example A1=20": "例如 A1=20",
    "orders hold {limit} of {product} at {location}, {observed} were counted": (
        "{location} 的 {product} 有 {limit} 件已被订单占用，而盘点只有 {observed} 件"
    ),
    "count again; if it is right, refund or cancel an order first": (
        "请重新盘点；如无误，请先退款或取消一笔订单"
    ),
    # orders
    "{where}: {what} is not a product with a number of pieces": "{where}：{what} 不是“商品=件数”",
    "for example A1=2, or in JSON {example}": "例如 A1=2，JSON 中写 {example}",
    "an order has 1 to {most} lines, not {count}": "一笔订单可有 1 到 {most} 行，不能有 {count} 行",
    "a product stands in two lines": "同一商品出现在两行",
    "make it one line": "请合并为一行",
    "letters, digits and - _ . : / only, at most 48 of them": "只能用字母、数字和 - _ . : /，最多 48 个",
    "{name} is not a short text in one line": "{name} 不是单行短文本",
    "at most 64 characters": "最多 64 个字符",
    "{name} holds a phone or another personal number, and it is kept as it is": "{name} 含有手机号等个人号码，而此内容会原样保存",
    "use a number or an id that is nobody's": "请改用不属于任何人的编号",
    "{name} holds a mobile, an id-card number or an e-mail address, and it is kept as it is sent": "{name} 含有手机号、身份证号或邮箱，而此内容会按发送原文保存",
    "name the shop's own telephone, or a link": "请写门店自己的电话或链接",
    "there is already an order {order}": "订单 {order} 已经存在",
    "leave the number out to get a new one": "省略订单号即可取得新号",
    "nothing was changed; a paid order is refunded": "没有任何改动；已支付的订单请用退款",
    "there is no order {order}": "没有订单 {order}",
    "list the orders and check the number": "请列出订单并核对订单号",
    "order {order} is not paid yet": "订单 {order} 尚未支付",
    "order {order} is already paid": "订单 {order} 已经支付",
    "the goods of order {order} were already sent": "订单 {order} 的商品已经发货",
    "the goods of order {order} were already delivered": "订单 {order} 的商品已经送达",
    "the goods of order {order} were already picked up": "订单 {order} 的商品已经提走",
    "order {order} was already refunded in full": "订单 {order} 已全额退款",
    "order {order} was cancelled": "订单 {order} 已取消",
    "order {order} was not paid in time; its goods are free again": (
        "订单 {order} 逾期未支付，所占商品已释放"
    ),
    "order {order} comes to {limit} yuan, not to {observed} yuan": (
        "订单 {order} 应付 {limit} 元，不是 {observed} 元"
    ),
    "nothing was changed; give the money back, or take the right amount": (
        "没有任何改动；请退回款项，或收取正确的金额"
    ),
    "the coupons of order {order} take off {observed} yuan now, {limit} yuan were agreed": (
        "订单 {order} 的券现在抵扣 {observed} 元，下单时为 {limit} 元"
    ),
    "cancel the order and place it again": "请取消订单后重新下单",
    "payment {payment} has already paid another order": "支付单 {payment} 已用于另一笔订单",
    "give the number of this order's own payment": "请填写本订单自己的支付单号",
    "the customer picks order {order} up at {location}": "订单 {order} 由顾客到 {location} 自提",
    "give it out at the counter with its pickup code": "请在柜台凭提货码交付",
    "these goods wait in store {limit}, not in store {observed}": (
        "这些商品在门店 {limit} 待提，不在门店 {observed}"
    ),
    "send the customer there; nothing was changed": "请顾客到那家门店提货；没有任何改动",
    "the store kept these goods until {limit}": "门店为这些商品保留到 {limit}",
    "look whether they are still there and add --late, or refund the order": (
        "请确认商品仍在后加 --late，或为订单退款"
    ),
    # refunds
    "nothing is to come back": "没有要退的商品",
    "name the goods with --line A1=2": "请用 --line A1=2 写明商品",
    "{policy} is not keep or revert": "{policy} 既不是 keep 也不是 revert",
    "keep is the usual one": "通常用 keep",
    "{product} is not in order {order}": "订单 {order} 中没有 {product}",
    "look at the order's lines first": "请先查看订单明细",
    "{observed} of {product} cannot come back to order {order}: {limit} are left": (
        "{product} 不能退 {observed} 件：订单 {order} 只剩 {limit} 件可退"
    ),
    "there is already a refund {refund}": "退款 {refund} 已经存在",
    "give the number of this refund, or leave it out": "请填写本次退款的单号，或省略",
    # requests of scripts
    "the request cannot be read at {where}: {what}": "请求在 {where} 处无法读取：{what}",
    "nothing was changed; every line is one JSON object, amounts are whole fen": (
        "没有任何改动；每行一个 JSON 对象，金额为整数分"
    ),
    "{verb} is nothing that can be done": "{verb} 不是可执行的操作",
    "do is one of: {known}": "do 可以是：{known}",
    "named twice": "重复出现",
    "not a number that JSON has": "不是 JSON 中的数字",
    "not a JSON object": "不是 JSON 对象",
    "not a text": "不是文本",
    "not UTF-8 text": "不是 UTF-8 文本",
    "not one of the fields {known}": "不是可用字段（{known}）",
    "not a list of short texts": "不是短文本列表",
    "neither true nor false": "既不是 true 也不是 false",
    "not an object of products and pieces": "不是“商品: 件数”的对象",
    # scan-and-go
    "there is no basket {basket}": "没有购物篮 {basket}",
    "basket numbers look like B000012": "购物篮编号形如 B000012",
    "basket {basket} is already paid": "购物篮 {basket} 已经支付",
    "open another basket for more goods": "再买商品请另开购物篮",
    "there are not that many pieces in basket {basket}": "购物篮 {basket} 中没有那么多件",
    "basket {basket} is empty": "购物篮 {basket} 是空的",
    "scan something first": "请先扫描商品",
    "the exit pass of basket {basket} was already shown": "购物篮 {basket} 的出门码已经出示过",
    "a pass lets one basket out once": "一个出门码只能放行一次",
    "this basket was paid in store {limit}, not in store {observed}": (
        "这个购物篮在门店 {limit} 支付，不在门店 {observed}"
    ),
    "this exit pass ended at {limit}": "这个出门码已于 {limit} 失效",
    "look into the bag, then let basket {basket} out": "请查看购物袋，再放行购物篮 {basket}",
    "basket {basket} is not paid": "购物篮 {basket} 尚未支付",
    "the customer pays first": "请顾客先支付",
    "assumed: a paid basket saves {minutes} minutes in a queue ([official_store] queue_minutes)": (
        "假设：每个已支付的购物篮节省排队 {minutes} 分钟（[official_store] queue_minutes）"
    ),
    # settings
    "How the official store takes orders, and how scan-and-go baskets are checked at the exit": (
        "官方商城如何接单，以及扫码购购物篮出门时如何抽查"
    ),
    "Minutes in which an order must be paid; then its goods are free again": (
        "订单须在多少分钟内支付；逾期释放商品"
    ),
    "Days that a store keeps goods to be picked up": "门店为自提商品保留的天数",
    "What home delivery costs, in yuan": "送货到家的费用，单位元",
    "Minutes in which the exit pass of a paid basket must be shown": "购物篮支付后出门码的有效分钟数",
    "Share of paid baskets that the guard at the exit looks into": "出门时抽查的已支付购物篮比例",
    "From this amount on, in yuan, a basket is looked into more often": "达到此金额（元）的购物篮抽查更多",
    "What a high amount, and what a first basket, adds to that share": "高金额、首次使用各增加的抽查比例",
    "Minutes in a queue that one paid basket is assumed to save": "假设每个已支付购物篮节省的排队分钟数",
}
