"""The official store's orders as Youzan exports them: 60 columns, ``分销员`` twice.

Layout: formats research section 9. Orders paid by WeChat carry the number that the bill shows too:
they are one purchase in two files and must be counted once.
"""

from __future__ import annotations

from digitool.demo.files.outbox import OutFile, csv_bytes, plain_yuan
from digitool.demo.world.clock import DAY, clock
from digitool.demo.world.happenings import OnlineOrder
from digitool.demo.world.making import World

HEADER = (
    "订单号,销售渠道,归属店铺,订单类型,订单状态,推广方式,订单来源,订单创建时间,买家付款时间,交易成功时间,付款方式,"
    "支付流水号,商品金额合计,运费,店铺优惠合计,应收订单金额,订单实付金额,支付优惠合计,订单实收金额,订单抵用积分数,"
    "店铺优惠方式,支付优惠方式,全部商品名称,商品种类数,订单配送方式,同城送达时间/提货时间,收货人省份,收货人城市,"
    "收货人地区,详细收货地址/提货地址,收货人/提货人,收货人手机号/提货人手机号,买家备注,订单星级,买家昵称,"
    "买家是否会员,买家手机号,下单网点,收银员,分销员,销售导购,专属导购,订单退款状态,订单已退款金额,商家订单备注,"
    "桌号,挂账主体,挂账手机号,团长订单,订单风险标签,分销员,分销员手机号,分销员所属店铺,分销员所属团队,"
    "分销员所属分组,分销员等级,订单佣金类型,订单佣金金额,订单下级卖货提成类型,订单下级卖货提成金额"
)


def youzan_orders(world: World) -> list[OutFile]:
    """One export of the whole period."""
    rows = [HEADER.split(","), *(_row(world, order) for order in world.orders)]
    return [OutFile("youzan_orders.csv", "youzan-orders", csv_bytes(rows), len(world.orders))]


def _row(world: World, order: OnlineOrder) -> list[str]:
    person = world.people[order.person]
    province, city = person.city.split(",")
    guide = world.chain.guides[order.guide].name if order.guide >= 0 else ""
    paid = order.paid > 0
    cells = {
        "订单号": order.number,
        "销售渠道": "网店",
        "归属店铺": world.chain.stores[person.home].name,
        "订单类型": "普通订单",
        "订单状态": "交易完成" if paid else "交易关闭",
        "订单来源": "商家小程序",
        "订单创建时间": clock(order.at),
        "买家付款时间": clock(order.paid) if paid else "",
        "交易成功时间": clock(order.paid + 2 * DAY) if paid else "",
        "付款方式": ("微信支付" if order.payment else "储值卡支付") if paid else "",
        "支付流水号": order.payment,
        "商品金额合计": plain_yuan(order.amount),
        "运费": "0.00",
        "店铺优惠合计": "0.00",
        "应收订单金额": plain_yuan(order.amount),
        "订单实付金额": plain_yuan(order.amount if paid else 0),
        "支付优惠合计": "0.00",
        "订单实收金额": plain_yuan(order.amount if paid else 0),
        "订单抵用积分数": "0",
        "全部商品名称": order.items,
        "商品种类数": str(order.items.count(";") + 1),
        "订单配送方式": "快递",
        "收货人省份": province,
        "收货人城市": city,
        "买家昵称": person.name[:1],
        "买家是否会员": "是" if person.member_no else "否",
        "买家手机号": f"{person.phone[:3]}******{person.phone[-2:]}",
        "销售导购": guide,
        "专属导购": guide,
        "订单已退款金额": "0.00",
        "团长订单": "否",
        "订单风险标签": "——",
    }
    return [cells.get(name, "") for name in HEADER.split(",")]
