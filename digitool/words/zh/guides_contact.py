"""Chinese texts of contact policy, broadcasts, the consent ledger, and their commands and settings."""

TEXT: dict[str, str] = {
    # why a customer is skipped
    "may be written to now": "现在可以发送",
    "works here, and is no customer": "本店员工，不是客户",
    "does not want messages": "不愿接收消息",
    "has not agreed to such messages, or every consent is used": "未同意此类消息，或订阅次数已用完",
    "complained not long ago": "近期有投诉",
    "customers are left in peace at this hour": "此时段不打扰客户",
    "no guide holds her, or no address is known": "没有导购好友关系，或没有可用的联系地址",
    "has received as many as the platform allows": "已达到平台的接收上限",
    "has received as many in 7 days as the chain allows": "已达到商家规定的 7 天接收上限",
    "has received as many in 30 days as the chain allows": "已达到商家规定的 30 天接收上限",
    "her guides have as many to send as the chain allows": "她的导购已达到商家规定的发送上限",
    # broadcast
    "Plan a message to customers: who gets it, by which guide, who is skipped and by which rule.": (
        "规划一次群发：发给谁、由哪位导购发、谁被跳过、依据哪条规则。"
    ),
    "Without --record nothing changes. The rules are those of the day on which the message is sent: send_at in the file, else --as-of, else now. One person gets one message, however many guides hold her.": (
        "不加 --record 时不会改变任何内容。规则以发送当天为准：文件中的 send_at，其次 --as-of，再次现在。无论多少位导购加了同一位客户，她只收到一条消息。"
    ),
    "The file says channel and text, and either segment (a name or a file) or customers (a CSV of ids). It may say name, campaign, stock, appid, guides and send_at.": (
        "文件写明 channel、text，以及 segment（名称或文件）或 customers（编号 CSV）；可另写 name、campaign、stock、appid、guides、send_at。"
    ),
    "A message that names a campaign, or promises its coupon, does not go to customers whom it holds out, and keeps to the caps of its file. A post to Moments is seen by all customers of the guides who post it: it is recorded only where every one of them is to see it.": (
        "写明活动或承诺其优惠券的消息，不发给该活动的对照组，并遵守活动文件中的上限。"
        "朋友圈会被发布导购的全部客户看到：只有每一位都应当看到时才能记录。"
    ),
    "Only these guides send it": "只由这些导购发送",
    "it cannot be recorded: a post is seen by all customers of who posts it, {count} others too ({reasons})": (
        "无法记录：朋友圈会被发布者的全部客户看到，另有 {count} 位也会看到（{reasons}）"
    ),
    "it cannot be recorded: campaign {campaign} has {left} messages left (contact.messages)": (
        "无法记录：活动 {campaign} 只剩 {left} 条消息（contact.messages）"
    ),
    "{count} customers of these guides were not decided on and would see it: {reasons}": (
        "这些导购有 {count} 位客户不在发送之列，却会看到：{reasons}"
    ),
    "a post is seen by all customers of who posts it; let only guides post who have none of these (guides = [...] in the file; now: {clear}), or take channel = wecom": (
        "朋友圈会被发布者的全部客户看到；请只让没有这类客户的导购发布（在文件中写 guides = [...]；目前可选：{clear}），或改用 channel = wecom"
    ),
    "a post is seen by all customers of who posts it, and each guide has some; take channel = wecom": (
        "朋友圈会被发布者的全部客户看到，而每位导购都有这类客户；请改用 channel = wecom"
    ),
    "{count} customers of the guides of {plan} came or refused since it was recorded, and would see it": (
        "{plan} 记录之后，其导购新增或拒收的客户有 {count} 位，他们会看到"
    ),
    "close it, and plan the message anew": "请关闭它，重新计划这条消息",
    "each campaign holds other customers out; name the campaign of the stock": (
        "各活动的对照组不同；请写券批次所属的活动"
    ),
    "the message names campaign {campaign}, and its stock {stock} belongs to {owner}": (
        "消息写的活动是 {campaign}，而券批次 {stock} 属于 {owner}"
    ),
    "the guides are those of [guides] in digitool.toml": "导购以 digitool.toml 的 [guides] 为准",
    "is held out of the campaign, whose result is measured against such customers": (
        "属于活动的对照组，活动结果要与这些顾客对比"
    ),
    "The message plan (TOML): to whom, how, what.": "群发计划（TOML）：发给谁、怎么发、发什么。",
    "A row for each customer, reason or guide.": "按客户、原因或导购各一行。",
    "Keep the plan: its messages count against every cap from now on.": (
        "记录计划：其中的消息从现在起计入各项上限。"
    ),
    "With --record: write the platform's request files there.": "与 --record 同用：把平台的请求文件写到此目录。",
    "request files are written for a recorded plan only": "只有已记录的计划才生成请求文件",
    "add --record, so that caps count what you send": "请加 --record，这样上限才会计入您发送的消息",
    "nobody was asked about": "没有指定任何客户",
    "{send} to send, {skip} skipped ({reasons}); rule: {rule}": (
        "将发送 {send} 位，跳过 {skip} 位（{reasons}）；规则：{rule}"
    ),
    "nothing was recorded; add --record when the plan is right": "尚未记录；确认无误后请加 --record",
    "{count} files for {customers} messages in {path}": "{path} 中有 {count} 个文件，共 {customers} 条消息",
    "this is in the quiet hours, and nobody is written to then": "此时处于免打扰时段，不给任何人发消息",
    "name another moment with send_at in the file, or change [contact] quiet_from and quiet_to": (
        "请在文件中用 send_at 指定其他时间，或修改 [contact] 的 quiet_from 和 quiet_to"
    ),
    "no customer may be written to": "没有可以发送的客户",
    "see the reasons without --record": "去掉 --record 可查看原因",
    "{name} is already planned for that day as {plan}": "{name} 当天已有计划 {plan}",
    "give the message another name, or close the first plan": "请换一个名称，或先关闭前一个计划",
    "there is no broadcast {plan}": "没有群发 {plan}",
    "list them first": "请先列出来看看",
    "Broadcast": "群发",
    "Channel": "渠道",
    "Day": "日期",
    "Campaign": "活动",
    "Batches": "批次",
    "Messages": "消息",
    "Planned": "待发送",
    "Sent": "已发送",
    "Failed": "失败",
    "Unanswered": "未执行",
    "Replied": "已回复",
    "Skipped": "跳过",
    "To send": "将发送",
    "Updated": "已更新",
    "Not of this broadcast": "不属于本次群发",
    # plans, results, requests
    "Recorded broadcasts: what was planned, sent, failed, stayed unanswered, and was replied to.": (
        "已记录的群发：待发送、已发送、失败、未执行和已回复的数量。"
    ),
    "One broadcast; else all, youngest first.": "某一次群发；不填则列出全部，最新的在前。",
    "The broadcast, such as B1.": "群发编号，例如 B1。",
    "Take what became of a broadcast: sent, failed and why, unanswered, replied to.": (
        "导入群发的结果：已发送、失败及原因、未执行、已回复。"
    ),
    "A CSV has the columns customer and status, and may have sent_at and reply_at. The broadcast closes when no message is left to send.": (
        "CSV 含 customer 和 status 两列，可另有 sent_at 和 reply_at。没有待发送的消息时，群发自动关闭。"
    ),
    "WeCom's get_groupmsg_send_result (JSON), or CSV.": "企业微信 get_groupmsg_send_result 的返回（JSON），或 CSV。",
    "Close it: what nobody has sent by now stays unanswered.": "关闭群发：仍未发送的记为未执行。",
    "which results?": "要导入哪些结果？",
    "name a file, or add --close": "请指定文件，或加 --close",
    "the last file names another page: fetch it with its next_cursor, and add it here": (
        "最后一个文件表明还有下一页：请用其中的 next_cursor 取回后一并导入"
    ),
    "Write the request files of a recorded broadcast again, without those who refused since.": (
        "重新生成已记录群发的请求文件，去掉此后拒收的客户。"
    ),
    "Where the files go; made if needed.": "文件写到哪里；不存在则创建。",
    "{file} is not UTF-8": "{file} 不是 UTF-8 编码",
    "save it as UTF-8": "请另存为 UTF-8",
    "{file} is not complete JSON": "{file} 不是完整的 JSON",
    "save the answer again": "请重新保存接口返回",
    "{file} is no send result of WeCom (errcode {errcode})": "{file} 不是企业微信的群发结果（errcode {errcode}）",
    "save the answer of externalcontact/get_groupmsg_send_result": (
        "请保存 externalcontact/get_groupmsg_send_result 的返回"
    ),
    "{file}: entry {place} of send_list has no known status": "{file}：send_list 第 {place} 项的状态无法识别",
    "statuses are 0 unsent, 1 sent, 2 not a friend, 3 cap reached": (
        "状态为 0 未发送、1 已发送、2 不是好友、3 已达上限"
    ),
    "{file} has no columns customer and status": "{file} 缺少 customer 和 status 列",
    "the first line names them: customer,status,sent_at,reply_at": (
        "第一行写列名，例如 customer,status,sent_at,reply_at"
    ),
    "{file}:{line}: {value} is no status or time": "{file}:{line}：{value} 不是有效的状态或时间",
    "statuses are sent, failed, unanswered and waiting": "状态为 sent、failed、unanswered 或 waiting",
    # the message plan
    "What people call the message": "消息的名称",
    "Segment of the customers, a name or a file": "目标客群，名称或文件",
    "CSV file with their ids instead": "或者用含客户编号的 CSV 文件",
    "How it is sent": "发送渠道",
    "The message itself": "消息正文",
    "The campaign that it belongs to": "所属活动",
    "The coupon stock that it promises": "消息中承诺的券批次",
    "The account that sends, where there are several": "发送账号（有多个时）",
    "When it is sent; now if left out": "发送时间；不填则为现在",
    "is missing": "缺失",
    "is missing, and customers is too; one of them says to whom": "缺失，customers 也缺失；须写明其中之一，说明发给谁",
    "stands beside segment; only one of them says to whom": "与 segment 同时出现；发给谁只能写其中之一",
    "must be a time such as 2026-03-02 10:00, not {value}": "应为时间，例如 2026-03-02 10:00，而不是 {value}",
    "the text has {observed} bytes, and {rule} takes {limit}": "正文有 {observed} 字节，{rule} 最多 {limit} 字节",
    "shorten it; a Chinese character counts three bytes": "请缩短；一个汉字计三个字节",
    "a commercial text message must say how to refuse the next one ({rule}: {source})": (
        "商业性短信必须写明拒收方式（{rule}：{source}）"
    ),
    "end it with how to opt out, for example 拒收请回复R": "请在结尾写明拒收方式，例如“拒收请回复R”",
    "there is no open coupon stock {stock}, and the message promises it": (
        "没有可发放的券批次 {stock}，而消息承诺了它"
    ),
    "{file} names no customer": "{file} 里没有任何客户",
    "write one id such as P12 a line": "请每行写一个编号，例如 P12",
    "{file}: {count} customers do not exist, such as {shown}": "{file}：有 {count} 位客户不存在，例如 {shown}",
    "take the ids from digitool customer find": "编号请以 digitool customer find 的结果为准",
    "What a customer allows: show it, or write down a consent, a use, a refusal, a complaint.": (
        "客户允许什么：查看，或登记同意、使用、拒绝、投诉。"
    ),
    "A refusal works at once: what is already planned for the customer is stopped. A complaint keeps all messages back for a while ([contact] complaint_days).": (
        "拒绝立即生效：已为该客户计划的消息一并停止。投诉后一段时间内不发任何消息（[contact] complaint_days）。"
    ),
    "show, give, use, withdraw or complaint.": "show、give、use、withdraw 或 complaint。",
    "wecom, moments, service_account, subscribe, sms; else all.": (
        "wecom、moments、service_account、subscribe、sms；不填则为全部。"
    ),
    "Subscribe messages that it allows.": "允许的订阅消息条数。",
    "Where the consent was given.": "在哪里取得的同意。",
    "The account of a subscription.": "订阅所属的账号。",
    "Agreed": "已同意",
    "Refused": "已拒绝",
    "Last complaint": "最近投诉",
    "Messages stopped": "已停止的消息",
    "Subscribe messages left": "剩余订阅消息",
    "Times": "次数",
    "When": "时间",
    "nothing was said about being written to": "没有关于接收消息的记录",
    "there is no channel {channel}": "没有渠道 {channel}",
    "the channels are: {known}": "渠道有：{known}",
    "a consent needs the place where it was given": "登记同意时须写明取得的地方",
    "say it with --basis, for example --basis member-form": "请用 --basis 写明，例如 --basis member-form",
    "only subscribe messages are counted one by one": "只有订阅消息逐条计数",
    "use --channel subscribe": "请用 --channel subscribe",
    "--times takes 1 to {limit}, not {value}": "--times 应为 1 到 {limit}，而不是 {value}",
    "this customer has no consent left on {channel}": "该客户在 {channel} 上已没有剩余的同意",
    "one consent is one message; ask again when the customer orders": "一次同意发一条；下次客户下单时再征求",
    "P{person} has no openid that could subscribe": "P{person} 没有可订阅的 openid",
    "import the mini program's customers first": "请先导入小程序的客户",
    "P{person} has several openids, and a consent belongs to one account": (
        "P{person} 有多个 openid，而同意只属于一个账号"
    ),
    "name the account with --appid": "请用 --appid 指明账号",
    # settings
    "How often customers may be written to": "客户可以被联系的频次",
    "Hour at which writing to customers ends": "从几点起不再给客户发消息",
    "Hour from which customers may be written to": "从几点起可以给客户发消息",
    "Messages to one customer in 7 days over all channels": "每位客户 7 天内全渠道最多接收的消息数",
    "Messages to one customer in 30 days over all channels": "每位客户 30 天内全渠道最多接收的消息数",
    "Days without messages after a customer complained": "客户投诉后多少天内不发消息",
    "What WeCom is set to for one customer: days of the month, 7 a week or 1 a day": (
        "企业微信中对每位客户的设置：当月天数、每周 7 条或每天 1 条"
    ),
    "Messages of one guide in a day; 0 for no limit": "每位导购每天的消息数；0 为不限",
    "Messages of one guide in a month; 0 for no limit": "每位导购每月的消息数；0 为不限",
    "Customers on a guide's list of one day": "导购每日清单上的客户数",
}
