"""Chinese texts of the formats of online orders and mini-program analytics."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "WeChat interface: channels/ec/order/get; save the answers, one after the other": (
        "微信接口：channels/ec/order/get；逐条依次保存返回结果"
    ),
    "WeChat interface: wxa/sec/order/get_order_list; save the answers, one page after the other": (
        "微信接口：wxa/sec/order/get_order_list；逐页保存返回结果"
    ),
    "WeChat interface: datacube, getweanalysisappid with daily in its name; save the answers": (
        "微信接口：datacube 中名称含 getweanalysisappid 和 daily 的接口；保存返回结果"
    ),
    "Shopify admin: Orders, Export, all orders, plain CSV": "Shopify 后台：订单，导出，全部订单，纯 CSV",
    "{count} entries are order numbers only; import the answers of order/get to have the orders": (
        "{count} 条只有订单号；请导入 order/get 的返回结果以得到订单"
    ),
    "{count} orders were paid in several payments; where their bills are imported, each payment is a purchase of its"
    " own": "{count} 单由多笔支付付清；导入其账单后，每笔支付各为一笔销售",
    "{count} orders have refunds that this answer does not tell; import the answers of youzan.trade.get for them": (
        "{count} 单有退款，但此返回结果未列出；请为这些订单导入 youzan.trade.get 的返回结果"
    ),
    "{count} orders have pieces that came back, and this answer does not tell for how much; import the payment bill of"
    " those days for the refunds": "{count} 单有商品已退，但此返回结果未写明金额；请导入相应日期的支付账单以得到退款",
    "{count} orders name a sharer who is not confirmed yet; import them again before paying commission": (
        "{count} 单的分享员尚未确认；结算佣金前请重新导入"
    ),
    "the first row of this order is missing, so its {column} is unknown, not 0": (
        "缺少该订单的首行，因此 {column} 未知，而不是 0"
    ),
    "Export the order again, or paste its first row above this one.": "请重新导出该订单，或把首行粘贴到这一行之前。",
    "It should be paid, refunded, partially_refunded or pending.": (
        "应为 paid、refunded、partially_refunded 或 pending。"
    ),
    "{column} is {value}, not an amount in fen": "{column} 是 {value}，不是以分为单位的金额",
    "It should be a whole number of fen, not below 0.": "应为不小于 0 的整数（分）。",
    "{column} is {value}, not a number": "{column} 是 {value}，不是数字",
    "It should be a plain number, not below 0.": "应为不小于 0 的普通数字。",
    "{column} is {value}, which is not one day": "{column} 是 {value}，不是单独一天",
    "Import the daily answers: visitors of a week or month cannot be split or added up.": (
        "请导入按天的结果：一周或一月的访客既不能拆分，也不能相加。"
    ),
    "{file} is recognised ({format}), but these coupons are WeChat Pay's and name nobody; what was paid after"
    " them stands in the trade bill": (
        "已识别 {file}（{format}），但这些券属于微信支付，不含顾客身份；用券后的实付金额在交易账单里"
    ),
    "Province or sales region": "省份或销售大区",
    "The mini program that the file is of; else the first of own_appids.": (
        "文件所属的小程序；缺省为 own_appids 的第一个。"
    ),
}
