"""Chinese of the help topics."""

from __future__ import annotations

TEXT: dict[str, str] = {
    # exit codes
    "Exit codes": "退出码",
    "Codes": "代码",
    "Every command ends with one of these codes. A code that is not listed means failure.": "每个命令都以下列代码之一结束。"
    "未列出的代码表示失败。",
    "With --json an error is one JSON object on stderr; its field exit is the same number.": "用 --json 时，"
    "错误是 stderr 上的一个 JSON 对象，其中 exit 字段就是这个数字。",
    "Done, or already done.": "已完成，或早已完成。",
    "A fault of digitool; a report without personal data was written.": "digitool 的缺陷；已写出不含个人数据的报告。",
    "Usage: a wrong option or value, or a confirmation that nobody could give.": "用法：选项或值有误，或需要确认却无人可答。",
    "Data: some rows were rejected and the rest was done; with --strict nothing was.": "数据：部分行被拒绝，其余已完成；"
    "用 --strict 时全部不做。",
    "Not found: a store, a person, a coupon, a file.": "找不到：门店、顾客、券、文件。",
    "Conflict: already redeemed, sold out, a key reused with other parameters.": "冲突：已核销、已领完、同一幂等键用于不同参数。",
    "Refused by a rule of law, of a platform or of the workspace.": "被法律、平台或工作区的规则拒绝。",
    "Busy: another process is writing. Trying again helps.": "忙：另一个进程正在写入。重试即可。",
    "Integrity: a check failed or a file is damaged. Restore a backup.": "完整性：检查未通过或文件损坏。请恢复备份。",
    "Input or output: disk full, permission missing, output broken.": "读写：磁盘已满、没有权限、输出中断。",
    "No workspace here, it needs digitool migrate, or its key is another one.": "没有工作区、需要运行 digitool migrate，"
    "或密钥与数据不符。",
    "A target was missed.": "未达到目标。",
    "Interrupted with Ctrl-C.": "被 Ctrl-C 中断。",
    "The reader closed the pipe.": "读取方关闭了管道。",
    "Terminated.": "被终止。",
    # environment
    "Environment": "环境变量",
    "Variables": "变量",
    "An option wins over a variable, a variable over digitool.toml, digitool.toml over the default.": "选项优先于变量，"
    "变量优先于 digitool.toml，digitool.toml 优先于默认值。",
    "No secret is ever read from a variable.": "从不从变量里读取任何机密。",
    "The workspace, as -w.": "工作区，同 -w。",
    "The moment to answer for, as --as-of.": "以哪一刻为准，同 --as-of。",
    "Who writes, as the log names it; else the login name, else the user's number.": "写入者，日志里以此署名；"
    "否则用登录名，再否则用用户编号。",
    "zh or en; else LC_ALL, LC_MESSAGES and LANG decide.": "zh 或 en；否则由 LC_ALL、LC_MESSAGES、LANG 决定。",
    "Never ask, as --no-input; CI has the same effect.": "从不提问，同 --no-input；CI 变量效果相同。",
    "How long a command waits for another that is writing; 30.": "等待另一个写入者的秒数；默认 30。",
    "No colour when it is not empty.": "非空时不用颜色。",
    "Colour even in a pipe when it is not empty.": "非空时在管道里也用颜色。",
    # formats
    "Output formats": "输出格式",
    "Formats": "格式",
    "The result goes to stdout and nothing else does; notes, warnings, errors and progress go to stderr. A terminal"
    " and a pipe get the same words; only colour, lines and width differ.": "stdout 只有结果；说明、警告、错误和进度都在 stderr。"
    "终端和管道得到相同的文字，只有颜色、线条和宽度不同。",
    "People read yuan, per cent and local time. Programs read integer fen in fields that end in _fen, rates as"
    " {value, num, den} with a null value when there is nothing to divide by, and RFC 3339 times. A text cell that a"
    " spreadsheet would run as a formula begins with a single quote in csv and tsv.": "给人看的是元、百分比和当地时间。"
    "给程序的是以 _fen 结尾的整数分、{value, num, den} 形式的比率（分母为零时 value 为 null）和 RFC 3339 时间。"
    "在 csv 和 tsv 里，会被电子表格当作公式的文本前面加一个单引号。",
    "For people: aligned columns. The default.": "给人看：对齐的列。默认。",
    "The same with every column.": "同上，含所有列。",
    "One object: schema, as_of, period, rows, meta, warnings. Fields are only ever added.": "一个对象：schema、as_of、period、"
    "rows、meta、warnings。字段只增不减。",
    "One row a line, as JSON.": "每行一条 JSON。",
    "For spreadsheets; safe against formulas.": "给电子表格；防公式注入。",
    "One record a line, for cut and awk.": "每行一条记录，便于 cut 和 awk。",
    "A Markdown table.": "Markdown 表格。",
    # formulas
    "Formulas": "指标公式",
    "Every rate is printed with its numerator and denominator. Nothing is zero that is unknown: an hour without a"
    " trustworthy people count is left out of both sides, and coverage says how much was used.": "每个比率都附带分子和分母。"
    "未知不等于零：没有可信客流数的小时从分子分母两边去掉，coverage 说明用了多少。",
    "A person is known when some evidence other than payments names them: a touch, a guide relation, a membership."
    " Touches and payments of one person in one store less than 3 hours apart are one visit. Staff never count."
    " Persons are never summed over days.": "除支付以外有证据指向某人（触达、导购关系、会员）时，此人为已识别。"
    "同一人在同一门店相隔不到 3 小时的触达和支付算一次到店。员工从不计入。人数从不按天相加。",
    "Digitized visits / traffic, over open hours with a valid count. A visit is digitized when at least one of its"
    " touches or payments belongs to a known person. Where a counter tells no hours, both are of the whole business"
    " day.": "数字化到店次数 / 客流，只取计数有效的营业小时。到店中至少有一次触达或支付属于已识别的人，即为数字化到店。"
    "计数器不分小时的，两者都按整个营业日计。",
    "People in, in open hours with a valid count; an hour that is open in part counts whole. A count of whole days,"
    " from midnight or from the cut-off, belongs whole to the business days that it names, whatever the opening hours."
    " Any other count belongs to the open hours that it covers, by time; where it covers none, its people are outside"
    " opening hours. A count of several days, such as a week, is known only where all of its days are asked for; a"
    " single day of it is not, and its share is no fact. Where a counter tells a time both whole and in parts, the"
    " parts count if none is missing. A running total that was not read for more than a month counts nobody in between"
    " (long_gap). left_out: people who were counted and are not in traffic, in hours that are closed or not"
    " trusted.": "计数有效的营业小时里的进店人数；部分营业的小时整小时计入。从零点或日切时刻起的整天计数，"
    "无论营业时间如何，都完整归入所指的营业日。其他计数按时间归入其覆盖的营业小时；没有覆盖任何营业小时的，记为非营业时段。"
    "跨多天的计数（如一周一个数）只在查询包含其全部日子时才算；其中单独一天未知，分摊到一天的数不是事实。"
    "计数器对同一时段既给整段又给分段的，分段无缺时用分段。累计数超过一个月没有读数的，其间不计（long_gap）。left_out：已计数但未计入客流的人数，"
    "属于非营业或不可信的小时。",
    "Payments whose payer is known as of the report / all payments. Refunds and revoked rows are not transactions."
    " Buyers are easier to know than visitors: never compare it with rate_visit.": "截至报告时付款人已识别的支付笔数 / 全部支付笔数。"
    "退款和撤销不算交易。买家比访客更容易识别：不要与 rate_visit 比较。",
    "Open hours with a valid people count / open hours.": "客流数有效的营业小时 / 营业小时。",
    "Persons by stage: traffic, touched, identified, reachable, purchased, repurchased; each with its share of the"
    " stage before.": "各阶段人数：进店、触达、识别、可触达、购买、复购；并给出占上一阶段的比例。",
    "Touches, persons and new persons by scene; a new person is counted at the scene of the first touch.": "按场景的触达、"
    "人数和新增人数；新增计入第一次触达的场景。",
    "Of the persons first known at a scene in one week, the share that bought, touched or answered n weeks later and"
    " can still be reached.": "某一周在某场景首次识别的人中，n 周后有购买、触达或回复且仍可触达的比例。",
    "Persons in both scenes / persons in either.": "同时在两个场景的人 / 在任一场景的人。",
    "Payments without a known person, by cause: no_payer_id, other_appid, never_seen, ambiguous, late_bill.": "没有识别到人的支付，"
    "按原因：no_payer_id、other_appid、never_seen、ambiguous、late_bill。",
    "Sales less refunds: a refund of a known sale on the day of that sale, whenever it was made, and a refund whose"
    " sale was never imported on its own day (refunds_without_purchase; flow refunds lists them). What a bill and an"
    " order system both tell of one sale's refunds counts once.": (
        "销售额减去退款：已知销售的退款，不论何时退，都算在该笔销售当天；销售从未导入的退款，算在退款当天"
        "（refunds_without_purchase；可用 flow refunds 列出）。账单与订单系统对同一笔销售都记了退款的，只算一次。"
    ),
    "A receipt's number starts again, so it counts within its store, till and business date; its rows add up, in one"
    " file or several, and what is taken off at another moment is a refund. That goes to the receipt of its number on"
    " its own business date, else to the latest one before it, where that was for as much. An order's number is good"
    " everywhere, and its newest account counts. In a mapped table sales of the channel official_store are orders, all"
    " others receipts; number_scope says otherwise. A payment number comes before both.": (
        "小票号会从头再编，因此只在所属门店、收银机和营业日内有效；同一小票的各行相加，不论在一个还是几个文件里；在另一时刻"
        "扣减的行是退款。退款归到当天同号的小票，否则归到之前最近一张金额足够的同号小票。订单号处处有效，以最新的一份为准。"
        "映射表格中，official_store 渠道的销售按订单算，其余按小票算；可用 number_scope 另行规定。有支付单号时以支付单号为先。"
    ),
    "By a moment, the store where she bought most often in the 365 days (of 24 hours) before it; without a"
    " purchase in a store there, the store of most touches of these days; without one, the store of her first"
    " touch or purchase ever. Purchases are counted, not days or money: those that are paid and were not given"
    " back whole by then. Of equals the store that she came to first in these days, then the smaller code. Staff"
    " have none. official-store report takes the moment of each order, segments and campaigns the moment of asking.": (
        "某一时刻的归属门店：此前 365 天（每天 24 小时）内购买次数最多的门店；这段时间没有在门店购买，则为触达最多的"
        "门店；也没有触达，则为最早触达或购买的门店。算的是购买次数，不是天数或金额：已支付且到那时没有全额退款的。次数相同取"
        "这段时间内最先到的门店，再相同取编码较小的。员工没有归属门店。official-store report 取下单时刻，分"
        "群与活动取查询的时刻。"
    ),
    "29 February is kept on 28 February in common years, as China's Civil Code (article 202) counts years. Of"
    " several birthdays of one person the one that was told last counts.": (
        "2 月 29 日在平年按 2 月 28 日过，与《民法典》第二百零二条的算法一致。同一人有多个生日时，以最后得知的为"
        "准。"
    ),
    "Persons who share a phone or card, over any chain of such values. A value of more than ten persons is no home: a"
    " hot line joins nobody.": (
        "共用电话或卡的人，经任意一串这样的共用值相连即为一户。超过十人共用的值不算一家：热线电话不连接任何人。"
    ),
    "What changed in figures already reported, and which import changed it.": "已报告的数字有何变化，以及由哪次导入引起。",
    # mapping
    "Mappings: any other table": "映射：其他任意表格",
    "A mapping is a small TOML file that says which column of a table holds what. import --learn FILE proposes one; saved"
    " as FILE.toml beside the file, or in the folder mappings of the workspace, it is found by itself.": "映射是一个小的"
    " TOML 文件，说明表格的哪一列是什么。import --learn FILE 会拟出一份；存为文件旁的 FILE.toml，或放进工作区的 mappings 目录，"
    "就会自动找到。",
    "Fields that say who a row is about: identity (of the kind that namespace under [identity] names), openid, unionid,"
    " external_userid, member_no, email, phone. A row may have several: the first one that is filled, in this order,"
    " stands for the row, and all of them are said to be the same person. An openid counts within its app: [identity]"
    " scope says which where no identity column is mapped, else --appid or the only one in own_appids; without any the"
    " file is refused.": "说明一行是谁的字段：identity（其种类由 [identity] 下的 namespace 说明）、openid、unionid、external_userid、"
    "member_no、email、phone。一行可以有多个：按此顺序，第一个非空的代表该行，各个标识视为同一人。openid 只在其应用内有效："
    "没有 identity 列时由 [identity] 的 scope 说明，否则用 --appid 或 own_appids 中唯一的一个；都没有则拒收该文件。",
    "Below are the fields of each kind; those before the brackets must be there.": "以下是每种表格的字段；方括号之前的必须有。",
    "Kinds of tables": "表格种类",
    # privacy
    "Privacy": "隐私",
    "Files": "文件",
    "Everything stays in the workspace. digitool opens no network connection, sends nothing about its use and starts"
    " no background process.": "一切都留在工作区。digitool 不联网，不上报使用情况，不启动后台进程。",
    "A phone is never stored: the database holds a keyed digest (HMAC-SHA-256) and a mask such as 138****8000. The"
    " key is in digitool.key, readable by you alone. Who has the database without the key learns no phone; who has"
    " the key can test guesses. Keep a copy of the key apart from the backups. The database knows its key by a fingerprint,"
    " and no command uses another one with it.": "手机号从不存储：数据库里只有带密钥的摘要"
    "（HMAC-SHA-256）和 138****8000 这样的掩码。密钥在 digitool.key 里，仅本人可读。只有数据库而没有密钥的人得不到任何手机号；"
    "有密钥的人可以逐个试。请把密钥副本与备份分开保管。"
    "数据库凭指纹认得自己的密钥，任何命令都不会用别的密钥处理它。",
    "Mobiles, telephones that are written as such, id-card numbers and e-mail addresses are masked or refused"
    " wherever a text is kept or printed: names, reasons, titles, order numbers, file names, actors, errors. An"
    " order whose number is somebody's phone keeps its mask and a keyed digest. Account names of guides stay as"
    " WeCom has them, and a message to customers may name the shop's own telephone.": "凡是保存或打印的文字——姓名、原因、"
    "标题、订单号、文件名、操作人、报错——其中的手机号、写明的固定电话、身份证号和邮箱一律打码或拒收。订单号若是某人的手机号，"
    "只保存掩码和带密钥的摘要。导购的账号按企业微信原样保留；发给顾客的消息可以写门店自己的电话。",
    "Codes of coupons, pickups and exit passes are told once, and again by the same key; the log and what an"
    " operation records hold only where they are kept.": "券码、提货码和离店凭证只告知一次，用同一个幂等键可再次取得；"
    "日志和操作记录里只有它们存放的位置。",
    "Phones are never arguments, because other users of a computer can see those. Reports of failures hold no values"
    " and no messages.": "手机号从不作为命令参数，因为同一台电脑的其他用户能看到参数。故障报告不含任何值和消息。",
    "Settings, including staff identifiers; private (0600).": "设置，含员工标识；仅本人可读（0600）。",
    "The database, private (0600).": "数据库，仅本人可读（0600）。",
    "The key, private (0600); never in a backup unless you ask.": "密钥，仅本人可读（0600）；除非要求，不进备份。",
    "Whole copies of the database and the settings.": "数据库和设置的完整副本。",
    "Rows that could not be taken, as they stood in your files. Delete them when corrected.": "未能接收的行，与原文件一致。改正后请删除。",
    # examples
    "Commands": "命令",
    "Begin with a chain that digitool makes up, then with your own files.": "先用 digitool 虚构的连锁试试，再用自己的文件。",
    "A chain with three stores, in a minute.": "三家门店的连锁，一分钟内完成。",
    "A workspace of your own.": "自己的工作区。",
    "What a file would change, without changing it.": "看看一个文件会带来什么变化，但不真的更改。",
    "Take it.": "正式导入。",
    "How many of the people who came do we know?": "进店的人里，我们认识多少？",
    "Where are they lost?": "他们在哪里流失？",
    "Recompute everything that must hold.": "重新核算所有必须成立的数字。",
}
