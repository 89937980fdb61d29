"""Chinese texts of handovers: plans, requests, results, and what becomes of everything."""

TEXT: dict[str, str] = {
    # the plan
    "Hand a guide's customers and groups over: who takes over whom, who cannot be handed over, and why.": (
        "交接一位导购的客户和客户群：谁接谁、谁不能交接、为什么。"
    ),
    "Receivers are chosen by who knows the customer, by store, language, load and value, within what each can hold. Every customer is in the plan once. Nothing changes hands yet: WeCom answers the requests, customers may decline, and only who is done is served by the new guide, from the cut-over on. Orders of before stay whose they are. With --dry-run nothing is recorded.": (
        "按谁已认识客户、门店、语言、负担和客户价值选接替人，不超过各人的上限。每位客户在方案里只出现一次。此时并未换手：企业微信会答复请求，客户可以拒绝，只有确认完成的客户才从交接时点起归新导购。此前的订单归属不变。加 --dry-run 则不记录。"
    ),
    "Who hands over, by WeCom userid.": "交出客户的导购（企业微信 userid）。",
    "Who takes over; left out, everybody at work.": "接替人；不填为所有在岗导购。",
    "From when on orders are the receiver's, instead of --on.": "从何时起订单归接替人；代替 --on。",
    "She leaves the chain; --on is her first day away.": "她离职；--on 是不再在岗的第一天。",
    "She stays with the chain, elsewhere.": "她调岗，仍在企业。",
    "With --moves: what WeCom tells the customers.": "与 --moves 同用：企业微信发给客户的话。",
    "A row for each customer or receiver, or what moves and what stays.": (
        "按客户或接替人各一行，或列出什么转移、什么不动。"
    ),
    "Write WeCom's request files there, too.": "同时把企业微信的请求文件写到此目录。",
    "--leaves or --moves, not both": "--leaves 和 --moves 只能用一个",
    "--on and --cut-over both say when": "--on 和 --cut-over 都在说时间",
    "--cut-over takes a time such as 2026-03-06 12:00, not {value}": (
        "--cut-over 应为时间，如 2026-03-06 12:00，而不是 {value}"
    ),
    "Count": "数量",
    "Groups": "客户群",
    "Reasons": "原因",
    "In force from": "生效时间",
    "none": "无",
    "she holds no customers and owns no groups": "她没有客户，也不是任何客户群的群主",
    "{customers} customers: {friends} friendships and {groups} groups to request, {bindings} bindings alone; not handed over: {left}": (
        "{customers} 位客户：要申请 {friends} 段好友关系和 {groups} 个群，另有 {bindings} 个仅归属；未交接：{left}"
    ),
    "next: digitool guide handover-requests {handover} DIR": "下一步：digitool guide handover-requests {handover} 目录",
    "digitool.toml does not say that {guide} leaves": "digitool.toml 没有写 {guide} 离职",
    "write left = {day} under [guides.{guide}], her first day away, then record it": (
        "请在 [guides.{guide}] 下写 left = {day}（不再在岗的第一天），然后再记录"
    ),
    # terms
    "does {guide} leave the chain, or does she stay in it?": "{guide} 是离职，还是仍在企业？",
    "add --leaves or --moves; the platform has another interface and other rules for each": (
        "请加 --leaves 或 --moves；两者的平台接口和规则不同"
    ),
    "a handover cannot begin in the past: orders paid by now stay whose they are": (
        "交接不能从过去开始：已付款的订单归属不变"
    ),
    "name a later day, or leave it out for now": "请写之后的日期；不写即从现在起",
    "when does {guide} leave?": "{guide} 什么时候离职？",
    "add --on DAY, her first day away; or write left = DAY under [guides.{guide}]": (
        "请加 --on 日期（不再在岗的第一天），或在 [guides.{guide}] 下写 left = 日期"
    ),
    "digitool.toml says that {guide} is at work until {day}": "digitool.toml 写着 {guide} 在岗到 {day}",
    "hand her customers over from that day on, or correct left under [guides.{guide}]": (
        "请从那天起交接，或改正 [guides.{guide}] 的 left"
    ),
    "{guide} has left by then, and the platform transfers customers of guides at work only ({rule})": (
        "{guide} 届时已离职，在职继承只转在职成员的客户（{rule}）"
    ),
    "use --leaves: customers of who has left go another way": "请用 --leaves：离职成员的客户走另一个接口",
    "the message has {observed} characters, and this handover takes {limit} ({rule}: {source})": (
        "消息有 {observed} 个字，这种交接最多 {limit} 个（{rule}：{source}）"
    ),
    "shorten it": "请缩短",
    "customers of who has left get no message: WeCom's interface has none": "离职继承不带消息：企业微信接口没有这一项",
    "leave --message out, or use --moves if she stays with the chain": "请去掉 --message；她若留在本公司请用 --moves",
    "{guide} cannot take over from herself": "{guide} 不能接替自己",
    "name somebody else with --to": "请用 --to 写别人",
    "{guide} cannot take customers over: she has left": "{guide} 不能接替：她已离职",
    "{guide} cannot take customers over: she has not begun": "{guide} 不能接替：她还没入职",
    "look who is at work": "请看谁在岗",
    "{guides} hold {observed} customers, and that is all they can hold ({rule}: {source})": (
        "{guides} 已有 {observed} 位客户，达到上限（{rule}：{source}）"
    ),
    "name more receivers with --to": "请用 --to 多写几位接替人",
    "{guide} holds no customers and owns no groups": "{guide} 没有客户，也不是任何客户群的群主",
    "import the latest list of her customers first": "请先导入她最新的客户名单",
    "nothing of {guide} can be handed over; {observed} times {reason} ({rule}: {source})": (
        "{guide} 没有可交接的；{observed} 次因为 {reason}（{rule}：{source}）"
    ),
    "nothing of {guide} can be handed over; {observed} times {reason}": (
        "{guide} 没有可交接的；{observed} 次因为 {reason}"
    ),
    "see every customer with --dry-run": "用 --dry-run 看每一位客户",
    # under way
    "Recorded handovers: how many customers are done, waiting, overdue, declined or failed; or each of one.": (
        "已记录的交接：完成、等待、逾期、被拒、失败各多少；或某次交接的每一位。"
    ),
    "Overdue are requests of over 24 hours ago without a result: ask transfer_result, and import the answer.": (
        "逾期指请求超过 24 小时仍无结果：请查询 transfer_result 并导入答复。"
    ),
    "One handover; else all.": "某次交接；不填为全部。",
    "The handover, such as H1.": "交接，如 H1。",
    "Handover": "交接",
    "Cut-over": "交接时点",
    "Requested": "已申请",
    "Waiting": "等待",
    "Overdue": "逾期",
    "Done": "完成",
    "Stays": "不动",
    "Recorded": "记录于",
    "Asked": "申请于",
    "Taken over": "接替于",
    "Taken back": "已撤回",
    "nobody was handed over": "还没有交接",
    "there is no handover {handover}": "没有交接 {handover}",
    "Write WeCom's request files of a handover: 100 customers a call, at most 300 groups of an owner a day.": (
        "写出一次交接的企业微信请求文件：每次调用 100 位客户，每位群主每天最多 300 个群。"
    ),
    "The index says which call each file is for, and on which day to send it. Ids stand in them in the clear: keep them private.": (
        "索引写明每个文件对应哪个接口、哪天发送。文件里有明文 ID，请妥善保管。"
    ),
    "{count} files for {customers} customers and groups in {path}": (
        "{path} 中有 {count} 个文件，共 {customers} 位客户和群"
    ),
    "{guide} left more than {limit} days ago ({rule}: {source})": "{guide} 离职已超过 {limit} 天（{rule}：{source}）",
    "her customers must be added again by hand": "她的客户只能重新手工添加",
    "Take WeCom's answers and results: what became of each customer.": "导入企业微信的答复和结果：每位客户怎样了。",
    "digitool import takes them as well, with callbacks and lists of groups. Every customer's own code is kept; an empty answer changes nothing; the same file twice changes nothing.": (
        "digitool import 也能导入，还有回调和群详情。每位客户自己的返回码都保留；空答复不改变任何内容；同一文件导入两次也不改变。"
    ),
    "Answers of transfer_customer, transfer_result or groupchat/transfer.": (
        "transfer_customer、transfer_result 或 groupchat/transfer 的答复。"
    ),
    "{file}: {accepted} entries changed, {known} known, {rejected} of no handover": (
        "{file}：{accepted} 项变动，{known} 项已知，{rejected} 项不属于任何交接"
    ),
    "Take back what was not sent to WeCom yet; what it has taken goes on, and its result still counts.": (
        "撤回尚未发给企业微信的；已受理的照常进行，结果仍然有效。"
    ),
    # imports
    "no handover of this customer is recorded": "没有记录过这位客户的交接",
    "no handover of this group is recorded": "没有记录过这个群的交接",
    "Record it first: digitool guide handover GUIDE.": "请先记录：digitool guide handover 导购。",
    "A status is 1 done, 2 waiting, 3 declined, 4 receiver full or 5 no record.": (
        "状态为 1 完成、2 等待、3 客户拒绝、4 接替人已满、5 无记录。"
    ),
    "Save the answer as it came: each customer has a code.": "请原样保存答复：每位客户都有返回码。",
    "WeCom interface: transfer_customer, transfer_result, get_unassigned_list; save the answers": (
        "企业微信接口：transfer_customer、transfer_result、get_unassigned_list；保存答复"
    ),
    "{file} is recognised ({format}), but it only asks; what became of it stands in the answer": (
        "{file} 是{format}，但它只是请求；结果在答复里"
    ),
    "Send it, and import the answer.": "请发送它，再导入答复。",
    # reasons
    "this guide serves her already": "已由这位导购服务",
    "this guide is her friend already": "已是这位导购的好友",
    "works in the same store": "同一门店",
    "speaks the same language": "会同一种语言",
    "carries least": "负担最轻",
    "the group gets a new owner": "群换群主",
    "the group shows its new owner": "群已显示新群主",
    "WeCom took the request: in force 24 hours later unless she declines": "企业微信已受理：24 小时后生效，除非客户拒绝",
    "in force 24 hours after the request unless she declines": "申请 24 小时后生效，除非客户拒绝",
    "she is with the new guide": "已在新导购名下",
    "she declined, or had deleted her guide before": "客户拒绝，或此前已删除导购",
    "the new guide holds as many customers as she can": "接替人的客户已满",
    "transferred as often as WeCom allows in 90 days": "90 天内转接次数已达企业微信上限",
    "her guide left too long ago: add her again by hand": "导购离职太久：只能重新手工添加",
    "nobody who takes over has room": "接替人都没有余量",
    "nobody is at work to take over": "没有在岗导购可以接替",
    "her guide never confirmed her": "导购没有通过过她的好友申请",
    "is in another handover that has not ended": "在另一次未结束的交接里",
    "WeCom knows of no such transfer: was the request sent?": "企业微信没有这次转接的记录：请求发了吗？",
    "WeCom says that she is no customer of this guide": "企业微信说她不是这位导购的客户",
    "WeCom says that the guide has not left: use --moves": "企业微信说导购没有离职：请用 --moves",
    "the new guide has not proved her name to WeCom": "接替人未实名",
    "WeCom says that the owner has not left: use --moves": "企业微信说群主没有离职：请用 --moves",
    "WeCom says that the owner has left: use --leaves": "企业微信说群主已离职：请用 --leaves",
    "WeCom says that this is no customer group": "企业微信说这不是客户群",
    "WeCom refused; look up the code": "企业微信拒绝；请查返回码",
    "taken back before it was sent": "发送前已撤回",
    # what moves and what stays
    "when WeCom says of each customer that it is done": "企业微信确认该客户完成时",
    "who serves a customer changes at the cut-over, once she is done": "客户完成后，从交接时点起换人服务",
    "by requests of their own; done when the group shows its new owner": "另行申请；群显示新群主即完成",
    "a tag belongs to the customer, whoever put it": "标签属于客户，不论谁打的",
    "only the giver sees them in WeCom; here they still count": "在企业微信里只有原导购可见；这里照样统计",
    "they are the customer's own, and were never the guide's": "属于客户本人，从来不属于导购",
    "the customer is on the list of whoever serves her; a snooze goes on": "由谁服务就在谁的清单上；暂缓照旧",
    "what was promised is the customer's; the new guide reminds her": "答应客户的券归客户；由新导购提醒",
    "planned broadcasts name the giver as sender: plan them anew": "已规划的群发以原导购为发送人：请重新规划",
    "change who answers them: digitool guide code change": "请改接待人：digitool guide code change",
    "whoever served then is paid, and pays back what is refunded": "当时由谁服务就算谁的，退款也由谁退回",
    "from the cut-over on they are the receiver's, once she is done": "客户完成后，从交接时点起归接替人",
}
