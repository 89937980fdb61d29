"""Chinese of the demo and its tour."""

from __future__ import annotations

TEXT: dict[str, str] = {
    # the command
    "See everything at work on a made-up chain, and check it against exact answers": "用一家虚构的连锁看全部功能，"
    "并与准确答案核对",
    "Where; else digitool-demo. Made when it does not exist.": "目录；缺省为 digitool-demo，不存在时自动新建。",
    "Write a made-up chain's files, import them, and walk through what they tell.": "写出一家虚构连锁的文件，导入，"
    "再带你看看它们说明了什么。",
    "DIR becomes a workspace. Its inbox holds files as WeChat Pay, Alipay, WeCom, Youzan and people counters really"
    " write them, with blemishes on purpose: a dead counter, shared phones, refunds, a bill that came twice, scans"
    " by staff, a GBK file, bad rows. truth.json holds the exact answers.": "DIR 会成为一个工作区。inbox 里是微信支付、"
    "支付宝、企业微信、有赞和客流计数器真实格式的文件，并有意带着瑕疵：失灵的计数器、合用的手机号、退款、重复的账单、"
    "员工扫码、GBK 文件、错误的行。truth.json 里是准确答案。",
    "The same seed gives the same bytes. The same demo again only shows the tour.": "种子相同，文件逐字节相同。"
    "再次运行同一个演示只显示导览。",
    "How many stores.": "门店数。",
    "How many customers.": "顾客数。",
    "How many days.": "天数。",
    "Size": "规模",
    "Store": "门店",
    "Name": "名称",
    "Through the door": "进店人次",
    "Known visits": "已识别人次",
    "Of visits": "占客流",
    "Of transactions": "占交易",
    "Trusted hours": "可信时段",
    "Best scene": "最佳场景",
    "Worst scene": "最弱场景",
    "First met there": "在此首次识别",
    # narration
    "{files} files are in {path}; they are imported as yours would be": "{path} 里有 {files} 个文件，"
    "现在像导入你自己的文件一样导入它们",
    "importing": "正在导入",
    "doing the chain's work": "正在办理连锁店的业务",
    "the exact answers are in {path}; compare any figure with them": "准确答案在 {path}，任何数字都可以与它核对",
    # errors
    "--{name} must lie between {low} and {high}, not {value}": "--{name} 必须在 {low} 到 {high} 之间，不能是 {value}",
    "the default demo has 3 stores, 5000 customers and 60 days": "默认演示有 3 家门店、5000 位顾客、60 天",
    "{path} is there already: the demo never writes over anything": "{path} 已经存在：演示从不覆盖任何文件",
    "name another directory": "请换一个目录",
    "the demo cannot be written into {path}: {reason}": "演示无法写入 {path}：{reason}",
    "name a directory that you may write to": "请换一个有写入权限的目录",
    # the tour
    "We know who came in {visits} of visits ({num} of {den}) and who paid in {sales} of transactions. "
    "{coverage} of opening hours can be trusted; the rest is left out of both sides.": "到店客流中我们认识 {visits}"
    "（{den} 人次中的 {num}），交易中认识 {sales}。营业时间里 {coverage} 的计数可信，其余时段两边都不计。",
    "Visits": "客流",
    "of them known": "其中已识别",
    "Persons, from the first touch to the second purchase": "人数，从首次触达到再次购买",
    "Best and worst scene, by persons first met there": "最佳与最弱场景，按首次识别人数",
    "No store has scenes to compare yet.": "还没有门店有可以比较的场景。",
    "  {store} {name}: best {best} ({most}), worst {worst} ({fewest})": "  {store} {name}：最佳 {best}（{most}），"
    "最弱 {worst}（{fewest}）",
    "What to fix": "要改进的",
    "Nothing needs fixing.": "没有需要改进的。",
    "Try next": "接下来试试",
    # what to fix
    "{store}: have counter {sensor} looked at ({reason}); days with bad hours: {days}, from {first}": "{store}："
    "请检修计数器 {sensor}（{reason}）；有坏时段的天数：{days}，最早 {first}",
    "{payments} payments came from people who never touched a code: print the follow code on every receipt": "{payments} 笔付款来自从未扫过码的人：在每张小票上印关注码",
    "{payments} payments name no payer: ask for the member code before paying": "{payments} 笔付款没有付款人：付款前先出示会员码",
    "{payments} payments came under another appid: have the service provider's tills pay under your own"
    " (sub_appid)": "{payments} 笔付款用了别的 appid：让服务商的收银台改用你自己的（sub_appid）",
    "{payments} payments belong to an identifier that several people share: settle who is who": "{payments} 笔付款属于多人共用的标识：请确认谁是谁",
    "{payments} payments wait for their bill: import the newest one": "{payments} 笔付款还在等账单：请导入最新账单",
    "{store}: only {fewest} people were first met at: {worst} ({most} at: {best}); show the code where they look": "{store}：在{worst}首次识别的只有 {fewest} 人（{best} {most} 人）；把码放到看得见的地方",
    "{rows} rows are in {file}: correct them in a spreadsheet and import the file again": "{file} 里有 {rows} 行："
    "请在表格里改正后重新导入",
    # a question for every area
    "Then the chain does its work: orders, coupons, groups, links, a leader's round, two campaigns. Segments and"
    " campaigns to try are beside the inbox.": "随后这家连锁开始运营：订单、优惠券、拼团、分享链接、团长开团、两场活动。"
    "可以试的分群和活动文件放在 inbox 旁边。",
    "Ask": "可以问",
    "How far do people come, from the door to the second purchase?": "从进店到复购，人走到了哪一步？",
    "What does the official store sell, and how much of it while stores are closed?": "官方商城卖得怎样，"
    "打烊后占多少？",
    "Whom does each guide contact today, and why?": "每位导购今天该联系谁，为什么？",
    "Who was lost last week, and by whom?": "上周流失了谁，是谁删的？",
    "Which guide brings what?": "每位导购带来了什么？",
    "A guide leaves on Friday: who takes over whom?": "有导购周五离职：她的客户由谁接手？",
    "Which coupons are used?": "哪些优惠券被用了？",
    "What do guides earn, order by order?": "导购的佣金，逐单是多少？",
    "Who brings new customers, and what does one cost?": "谁带来了新客，一个新客花多少钱？",
    "Which rewards should a person look at before they are paid?": "哪些奖励发放前需要人看一眼？",
    "What do the communities and their leaders sell?": "社群和团长卖得怎样？",
    "What does the past say of the next campaign?": "过去的数据对下一场活动说了什么？",
    "What would the next coupon bring, and how sure is that?": "下一张券会带来什么，有多大把握？",
    "Is a group-buy for the same budget better?": "同样的预算，拼团会更好吗？",
}
