"""Chinese texts of the commands under ``digitool official-store``."""

TEXT: dict[str, str] = {
    "Official store: catalogue, stock, orders, scan-and-go": "官方商城：商品目录、库存、订单、扫码购",
    "Orders, from cart to doorstep": "订单：从下单到交付",
    "Goods that come in, are counted, and move": "库存：收货、盘点、调拨",
    "Scan-and-go baskets: pay without a till": "扫码购购物篮：不经收银台支付",
    "Products, their price list, and flash prices": "商品、价目表和秒杀价",
    # headings
    "Product": "商品",
    "Delivery": "配送",
    "Goods": "商品金额",
    "Shipping": "运费",
    "Refunded": "已退款",
    "Pickup code": "提货码",
    "Pay by": "支付截止",
    "Pick up by": "提货截止",
    "Created": "下单时间",
    "Paid": "已支付",
    "Handed over": "交付时间",
    "Referrer": "推荐人",
    "Payment": "支付单号",
    "Tracking number": "运单号",
    "On hand": "在库",
    "Reserved": "占用",
    "Available": "可用",
    "{file}: {count} more rows cannot be taken; --json has all of them": (
        "{file}：另有 {count} 行不能收入；--json 会列出全部"
    ),
    "Price of one": "单价",
    "Came back": "已退件数",
    "Back on the shelf": "已回货架",
    "JSON holds lines and refunds in meta; csv, tsv and md hold the order alone.": (
        "JSON 的 meta 中含明细行和退款；csv、tsv 和 md 只含订单本身。"
    ),
    "Basket": "购物篮",
    "Pieces": "件数",
    "Same": "未变",
    "Flash price": "秒杀价",
    "Tag price": "标价",
    "Title": "标题",
    "Category": "类目",
    "On sale": "上架",
    "Flash price to": "秒杀截止",
    "Pieces left at it": "秒杀余量",
    "Difference": "差异",
    "Movement": "变动",
    "Because of": "原因",
    "Refund": "退款单号",
    "Opened": "开篮",
    "Went out": "已出门",
    "Looked into": "抽查率",
    "Mismatches": "不符率",
    "GMV": "成交额",
    "Not scanned": "漏扫金额",
    "Queue minutes saved (assumed)": "节省排队分钟（假设）",
    "Exit pass": "出门码",
    "Found": "账外件数",
    "Verdict": "结论",
    # arguments and options
    "The order's number.": "订单号。",
    "Products and pieces, such as A1=2.": "商品和件数，例如 A1=2。",
    "A product and its pieces, such as A1=2; repeatable.": "商品和件数，例如 A1=2；可重复。",
    "A coupon to be used; repeatable.": "要使用的券；可重复。",
    "The guide who serves the customer.": "服务顾客的导购。",
    "The payment's number, such as wechatpay:4200...": "支付单号，例如 wechatpay:4200...",
    "Papers or reason that the movement names.": "变动所依据的单据或原因。",
    "which store is this?": "是哪一家门店？",
    "name it with --store CODE": "请用 --store 编码 指明",
    "A table: item code, title, category, price.": "表格：商品编码、标题、类目、价格。",
    "What people read.": "给顾客看的名称。",
    "The category that coupons may name.": "券可以指定的类目。",
    "The tag price.": "标价。",
    "Whether it can be ordered.": "是否可以下单。",
    "The item code.": "商品编码。",
    "The price of one piece in this time.": "此期间每件的价格。",
    "A day or a time.": "日期或时间。",
    "The day or time after the last one.": "结束后的第一天或时间。",
    "Pieces at it; else all.": "此价格的件数；省略则不限。",
    "Only this category.": "只看此类目。",
    "The location: a store, or web.": "地点：门店编码或 web（网仓）。",
    "One product; else all.": "一个商品；省略则全部。",
    "Only this location: a store, or web.": "只看此地点：门店编码或 web。",
    "Where the goods leave.": "调出地点。",
    "Where they arrive.": "调入地点。",
    "The store where the customer picks it up.": "顾客自提的门店。",
    "The store that sends it home; else web.": "发货到家的门店；省略为 web（网仓）。",
    "Who recommended it, as imports name them.": "推荐人，写法与导入数据一致。",
    "The delivery fee; else as in the settings.": "运费；省略则按设置。",
    "The order's own number; else a new one.": "自定订单号；省略则生成新号。",
    "What came in; it must be the price.": "实收金额；必须等于应付金额。",
    "The parcel's number.": "运单号。",
    "The pickup code, with or without hyphens.": "提货码，带不带连字符都可以。",
    "Give it out although the store need not keep it any more.": "保留期已过也照常交付。",
    "The goods do not go back to the shelf.": "商品不回到货架。",
    "The shelf they go to; else where they came from.": "退回的地点；省略为原发货地点。",
    "The delivery fee is not given back with the last piece.": "最后一件退回时不退运费。",
    "The refund's own number, as the payment bill has it.": "退款单号，与支付账单一致。",
    "Show the pickup code in full.": "完整显示提货码。",
    "Only orders in this state.": "只看此状态的订单。",
    "Requests, one JSON object a line; - reads stdin.": "请求，每行一个 JSON 对象；- 表示读标准输入。",
    "The basket's number.": "购物篮编号。",
    "Take the pieces out again.": "把这些件取出。",
    "The exit pass, with or without hyphens.": "出门码，带不带连字符都可以。",
    "Pieces that were not scanned; repeatable.": "没有扫描的件；可重复。",
    # pages
    "Add and change products by a table; products that it does not name stay as they are.": (
        "按表格新增和修改商品；表中没有的商品保持不变。"
    ),
    "The exit code is 3 when rows cannot be taken; each says its line, column and reason.": (
        "有行无法收入时退出码为 3；每行都写明行号、列和原因。"
    ),
    "Add one product, or change what is named of it: title, category, tag price, on or off sale.": (
        "新增一个商品，或修改写明的内容：标题、类目、标价、上下架。"
    ),
    "Give a product a lower price for a while, for all pieces or for some.": (
        "在一段时间内给商品更低的价格，不限件数或限件数。"
    ),
    "The price list, with the flash prices that run now.": "价目表，含正在进行的秒杀价。",
    "{file}: {count} rows cannot be taken, so none was": "{file}：有 {count} 行无法收入，因此全部未收入",
    "correct them, or leave --strict out to take the others": "请更正，或去掉 --strict 以收入其余各行",
    "the catalogue is empty": "商品目录是空的",
    "{file}, line {line}: {what}. {hint}": "{file} 第 {line} 行：{what}。{hint}",
    "Goods arrive at a store, or at the stock that the official store sends from.": (
        "商品到达门店，或到达官方商城发货的网仓。"
    ),
    "Set what is on hand to what was counted; the difference is kept as a movement.": (
        "把在库数改为盘点数；差异记为一条变动。"
    ),
    "Goods move from one location to another.": "商品从一个地点调到另一个地点。",
    "On hand, reserved and available; what overdue orders held counts as available.": (
        "在库、占用和可用；逾期订单占用的算作可用。"
    ),
    "Why stock is what it is: the newest movements first.": "库存变动明细，最新的在前。",
    "Place an order: goods and coupons are held until it is paid, cancelled or overdue.": (
        "下单：商品和券一直占用，直到支付、取消或逾期。"
    ),
    "A flash price holds while its cap has room for all pieces of a line, else the tag price.": (
        "秒杀余量够一行的全部件数时用秒杀价，否则用标价。"
    ),
    "Take the payment: coupons are redeemed, goods are sold, the order becomes a purchase.": (
        "收款：核销券、售出商品，订单成为一笔购买。"
    ),
    "A pickup order gets its code, shown here only (and by the same key again).": (
        "自提订单在此得到提货码，只在这里显示（同一个 --key 可再次显示）。"
    ),
    "The goods of a paid order leave for the customer.": "已支付订单的商品发往顾客。",
    "The goods have arrived at the customer's.": "商品已送达顾客。",
    "Give goods out at the counter of the store that keeps them, once.": (
        "在保管商品的门店柜台交付，只能一次。"
    ),
    "Give money back for some pieces, or for all that is left.": "为部分件数或剩余全部退款。",
    "Goods, coupons and money go back together; parts sum to what was paid, to the fen. With revert, kept goods"
    " that miss a coupon's minimum lose its discount if this refund covers all of it; else they keep it, and the"
    " coupon stays used.": (
        "商品、券和钱一起退回；各次退款之和与实付分毫不差。用 revert 时，留下的商品不满门槛且本次退款足以抵回全部优惠的，"
        "收回该券优惠；不足以抵回的，优惠保留，券仍为已使用。"
    ),
    "Discount kept": "保留的优惠",
    "not UTF-8 text": "不是 UTF-8 文本",
    "goods that are kept keep {amount} yuan of discount, and its coupons stay used": (
        "留下的商品保留 {amount} 元优惠，相应的券仍为已使用"
    ),
    "Give up an order that is not paid; what it held is free again.": "取消未支付的订单；所占的都释放。",
    "End all orders that were not paid in time; nothing else depends on it, the clock rules.": (
        "结束所有逾期未支付的订单；不执行也无妨，一切以时间为准。"
    ),
    "One order with its lines and refunds.": "一笔订单及其明细和退款。",
    "Orders, the newest first; --store shows those whose goods come from there.": (
        "订单，最新的在前；--store 只看由该门店出货的订单。"
    ),
    "Do requests line by line, and answer each with one line of JSON, at once.": (
        "逐行执行请求，每行立即用一行 JSON 回答。"
    ),
    "A request names what to do, its key and its fields: do, key, order, lines and so on; every line is a"
    " write of its own. With --key K the line n without a key has the key K:n. The exit code is 3 when"
    " some were refused.": (
        "请求写明操作、键和字段：do、key、order、lines 等；每行是一次独立的写入。"
        "给出 --key K 时，没有键的第 n 行使用键 K:n。有请求被拒绝时退出码为 3。"
    ),
    "A customer starts scanning in a store.": "顾客在门店开始扫码。",
    "Scan products into a basket.": "把商品扫入购物篮。",
    "Pay for a basket: the store's goods are sold, and the exit pass is shown.": (
        "支付购物篮：售出门店商品，并显示出门码。"
    ),
    "Goods that the shelf had and the books did not are booked as found; count them soon.": (
        "货架上有而账上没有的件记为账外；请尽快盘点。"
    ),
    "Show an exit pass at the door, once: go, or let the guard look into the bag.": (
        "在门口出示一次出门码：放行，或由保安查看购物袋。"
    ),
    "What the guard found in the bag; without --missed all of it was paid for.": (
        "保安的查看结果；没有 --missed 表示全部已付款。"
    ),
    "Baskets, audits and mismatches by store, and the queue minutes that they are assumed to save.": (
        "按门店看购物篮、抽查和不符，以及假设节省的排队分钟。"
    ),
    "no basket was opened in this time": "此期间没有开过购物篮",
}
