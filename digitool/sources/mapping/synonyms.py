"""What people call the columns of their tables, and the states in them, in Chinese and English.

Of a column the most telling word comes first. Words are lower case without blanks, underscores and
brackets; ``kind.field`` overrides ``field``.
"""

from __future__ import annotations

import re


def word(name: str) -> str:
    """A header name as synonyms are written: lower case, without units, blanks and underscores."""
    return re.sub(r"[\s_\-.:/]|\(.*?\)", "", name).lower()


NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(words.split())
    for field, words in {
        "at": (
            "at time timestamp datetime eventtime 销售时间 交易时间 支付时间 付款时间 "
            "买家付款时间 下单时间 订单时间 成交时间 结账时间 扫码时间 触达时间 访问时间 "
            "发生时间 时间 日期时间 创建时间 paidat paytime createdat ordertime saletime orderedat "
            "orderdate invoicedate 订单付款时间 订单创建时间 订单提交时间 交易创建时间 日期 date"
        ),
        "customers.at": (
            "at joinedat createdat 注册时间 入会时间 成为会员时间 成为客户时间 创建时间 "
            "建档时间 加入时间 registeredat time"
        ),
        "touchpoint": (
            "touchpoint touchpointcode 触点 触点编号 触点编码 触点代码 二维码 码编号 渠道码 "
            "活码 qrcode codeid code 码"
        ),
        "scene": "scene 场景 触点场景 scenecode",
        "namespace": "namespace ns idtype idkind 身份类型 标识类型 id类型",
        "scope": "scope appid 身份范围 公众号appid 小程序appid",
        "identity": (
            "identity id userid memberid memberno membercode cardno 会员卡号 会员号 会员编号 "
            "会员id 卡号 客户编号 客户id 用户标识 用户id 身份标识 标识 customerid"
        ),
        "customers.identity": (
            "identity memberid memberno membercode cardno 会员卡号 会员号 会员编号 会员id 卡号 "
            "客户编号 客户id customerid"
        ),
        "openid": "openid wxopenid 微信openid outeruserid",
        "unionid": "unionid wxunionid 微信unionid",
        "external_userid": "externaluserid 外部联系人id 企微客户id",
        "phone": (
            "phone mobile mobilephone 手机号 手机 手机号码 会员手机号 买家手机号 客户手机号 "
            "联系电话 联系手机 电话 tel phonenumber"
        ),
        "member_no": "memberno membernumber membercode cardno 会员卡号 会员号 会员编号 会员号码",
        "email": "email mail emailaddress 邮箱 电子邮箱 邮箱地址 电子邮件",
        "ref": "ref eventid 事件id 事件编号 流水号 记录编号 recordid id",
        "store": (
            "store storecode storeid storeno shopcode shopid 门店编号 门店编码 门店代码 "
            "店铺编号 店号 门店 店铺 归属店铺 门店名称 店铺名称 shop storename branch"
        ),
        "order_no": (
            "orderno ordernumber orderid ticketno receiptno receiptnumber 流水号 订单号 "
            "订单编号 小票号 小票编号 单号 单据号 交易号 销售单号 商户订单号 invoiceno invoiceid "
            "主订单编号 交易单号"
        ),
        "amount": (
            "amount amountfen total paid netamount paidamount amountpaid 金额 实付金额 实收金额 实收 实付 "
            "订单实付金额 买家实际支付金额 实付款 支付金额 成交金额 销售金额 "
            "应收金额 总金额 小计 linetotal totalamount payment 订单应付金额"
        ),
        "pay_no": (
            "payno transactionid paymentno 支付流水号 微信订单号 支付单号 交易流水号 支付宝交易号 第三方单号"
        ),
        "merchant_order_no": (
            "merchantorderno outtradeno 商户订单号 商户单号 商家订单号 第三方订单号 支付订单号"
        ),
        "original_no": (
            "originalno originalorder originalreceipt 原单号 原小票号 原订单号 原销售单号 原单据号 原交易单号"
        ),
        "tender": (
            "tender tendertype paymentmethod paymenttype paytype paidwith 支付方式 付款方式 收款方式 "
            "结算方式 支付类型 付款类型"
        ),
        "till": (
            "till tillno tillid register registerno posno posid 收银机号 收银机 收银机编号 机号 "
            "pos号 pos机号 款台 款台号 收银台 收银台号"
        ),
        "channel": "channel 销售渠道 渠道 订单来源",
        "guide": ("guide salesperson employee 导购 导购员 销售导购 专属导购 营业员 店员 收银员 cashier"),
        "referrer": "referrer 推荐人 分销员 邀请人 分享人",
        "item": "item sku itemcode barcode 商品条码 条码 商品编码 商品编号 货号 商品id",
        "title": "title itemname productname 商品名称 品名 商品 商品标题 product",
        "quantity": "quantity qty 数量 件数 销售数量 购买数量",
        "state": "state status 订单状态 交易状态 支付状态 状态",
        "start": ("start starttime from 开始时间 起始时间 时段开始 统计时间 时间 time 日期 date timestamp"),
        "end": "end endtime to 结束时间 终止时间 时段结束",
        "entered": (
            "entered in enter entries visitors traffic count 进店人数 进入人数 进店客流 "
            "进客流 进 客流 客流量 进店 进入 人数 incount peoplein"
        ),
        "left": "left out exit exits 离店人数 离开人数 出店人数 出客流 出 离店 离开 outcount",
        "sensor": (
            "sensor sensorid device deviceid devicesn 设备 设备编号 设备号 设备序列号 传感器 "
            "摄像头 探头编号 sn"
        ),
        "gate": "gate line door 出入口 通道 门 入口",
        "name": "name customername 姓名 客户姓名 会员姓名 客户名称 昵称 客户昵称",
        "birthday": "birthday 生日 客户生日 会员生日 出生日期",
        "gender": "gender sex 性别 客户性别",
        "city": "city 城市 所在城市 地区",
        "member": "member ismember 是否会员 会员",
        "consent": "consent 同意 是否同意营销 营销授权 是否授权",
    }.items()
}

KIND_HINTS: dict[str, set[str]] = {
    kind: {word for name in fields.split() for word in NAMES[name]}
    for kind, fields in {
        "touches": "touchpoint scene namespace",
        "purchases": "order_no amount pay_no item quantity till",
        "traffic": "entered left sensor gate",
        "customers": "birthday gender member consent name",
    }.items()
}
"""Words that only one kind of table uses; they decide when several kinds fit."""

STATES = {
    "unpaid": (
        "unpaid",
        "pending",
        "cancelled",
        "closed",
        "未支付",
        "未付款",
        "待支付",
        "待付款",
        "已取消",
        "交易关闭",
    ),
    "paid": (
        "paid",
        "success",
        "completed",
        "已支付",
        "已付款",
        "支付成功",
        "交易成功",
        "交易完成",
        "已完成",
        "完成",
        "成功",
    ),
    "revoked": (
        "revoked",
        "voided",
        "已撤销",
        "撤销",
        "作废",
        "已作废",
    ),
}
STATE_OF = {word: state for state, words in STATES.items() for word in words}
"""The state that each word of an export means."""
