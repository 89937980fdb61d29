"""Chinese texts of the roster, relations, bindings and live codes."""

TEXT: dict[str, str] = {
    # areas
    "Guides: who owns which customer, whom to contact today, who earned what": (
        "导购：客户归谁、今天联系谁、谁挣了多少"
    ),
    "Live codes: which guide answers a code, and what it brought": "活码：由哪位导购接待、带来了多少客户",
    "Who serves a customer by the chain's policy, and why": "按企业规则由谁服务一位客户，以及原因",
    # the roster
    "The roster: who works where, who is on duty, how many customers each holds and has room for.": (
        "花名册：谁在哪家门店、谁在岗、各有多少客户、还能接多少。"
    ),
    "Guides whom only imported files name are listed as not_on_roster.": (
        "只在导入文件里出现的导购列为 not_on_roster。"
    ),
    "no guide is known": "没有任何导购",
    "On duty": "在岗",
    "Room": "余量",
    "Added today": "今日新增",
    "Shift": "班次",
    "Joined": "入职",
    "Gone from": "离职",
    "Capacity": "上限",
    "Most in a day": "每日上限",
    "Language": "语言",
    # relations
    "Status": "状态",
    "Added": "添加",
    "Lost": "流失",
    "Episodes": "段数",
    "Way of adding": "添加方式",
    "Live code": "活码",
    "One guide by WeCom userid; else all.": "一位导购（企业微信 userid）；不填为全部。",
    "Only this customer, such as P12.": "只看这位客户，如 P12。",
    "Only this status, such as active or lost_by_customer.": "只看这个状态，如 active 或 lost_by_customer。",
    "Who holds whom in WeCom, with the status of each relation and how often it began anew.": (
        "企业微信里谁是谁的客户：每段关系的状态，以及重新添加过几次。"
    ),
    "A customer whom five guides hold is one customer and five relations.": (
        "一位客户被五位导购添加，是一位客户、五段关系。"
    ),
    "{customers} customers in {relations} relations": "{customers} 位客户，{relations} 段关系",
    "Customers who were lost in a period (the last 7 days): by whom, and the last touch before it.": (
        "一段时间（默认最近 7 天）内流失的客户：谁删的、之前最后一次接触。"
    ),
    "Lost by unknown: the customer was missing in a full list, or met the guide again; nobody saw the end.": (
        "流失方为 unknown：客户不在完整名单里，或后来重新添加；没有人看到何时断开。"
    ),
    "{count} had been lost by then; who ended it, and when before that, is not known": (
        "其中 {count} 位在那时已流失；由谁断开、之前何时断开，无从得知"
    ),
    "Lost by": "流失方",
    "Last touch": "最后接触",
    "Still with": "仍在导购",
    "nobody was lost in this period": "这段时间没有客户流失",
    "Customers who were added in a period (the last 7 days), and whether the chain knew them before.": (
        "一段时间（默认最近 7 天）内新增的客户，以及企业此前是否已有她们。"
    ),
    "New says that no guide of the chain held the customer earlier; one who is lost again shows when.": (
        "“新”表示此前企业没有任何导购有过这位客户；又流失的会显示时间。"
    ),
    "{added} added, {new} of them new to the chain, {net} still there": (
        "新增 {added}，其中企业新客 {new}，仍在 {net}"
    ),
    "To confirm": "待通过",
    "New": "新客",
    "nobody was added in this period": "这段时间没有新增客户",
    "Customers whom nobody has tagged, by guide; a tag of any guide counts for the person.": (
        "没有人打过标签的客户，按导购列出；任何导购打的标签都算在这个人身上。"
    ),
    "{tagged} of {customers} customers are tagged": "{customers} 位客户中 {tagged} 位有标签",
    "everybody is tagged": "所有客户都有标签",
    "there is no guide {guide}": "没有导购 {guide}",
    "add her to digitool.toml under [guides]": "请在 digitool.toml 的 [guides] 里添加",
    # live codes
    "The live code: the state that its scans carry.": "活码：扫码时带上的 state。",
    "Who answers, by WeCom userid.": "接待的导购（企业微信 userid）。",
    "Who steps in when none of them can.": "他们都不能接待时由谁顶上。",
    "Where it hangs: shelf, till.": "挂在哪里：货架、收银台。",
    "Put up a live code: scans go to the guide on duty who has had the fewest additions today.": (
        "新建活码：扫码分给在岗且今日新增最少的导购。"
    ),
    "A guide who is off shift, at her daily limit or at her capacity is passed over; then the backups answer.": (
        "不在班、到每日上限或客户已满的导购会跳过；都不行时由备用导购接待。"
    ),
    "a live code hangs in one store": "一个活码只挂在一家门店",
    "name one store": "请只写一家门店",
    "Give a live code other guides; it stays where it hangs, and keeps what it brought.": (
        "给活码换导购；位置不变，已带来的客户照算。"
    ),
    "Take a live code down; what it brought stays counted.": "撤下活码；已带来的客户照算。",
    "Every live code: where it hangs and who answers it.": "所有活码：挂在哪里、由谁接待。",
    "One live code: where it hangs and who answers it.": "一个活码：挂在哪里、由谁接待。",
    "Which guide a scan would reach now, and why not the others.": "现在扫码会到哪位导购，其他人为什么不行。",
    "nobody can answer this code now": "现在没有人能接待这个活码",
    "no live code is up": "还没有活码",
    "One row for each.": "每行统计的对象。",
    "Customers whom each live code brought in a period (the last 28 days), net of those lost again.": (
        "一段时间（默认最近 28 天）内每个活码带来的客户，扣除又流失的。"
    ),
    "Added and lost count relations; persons and new count people, each once. The file that adds a customer"
    " names her code.": (
        "添加和流失按关系计；人数和新客按人计，每人一次。客户属于哪个活码，由添加她的文件说明。"
    ),
    "no code brought anybody in this period": "这段时间没有活码带来客户",
    "Location": "位置",
    "Backups": "备用",
    "Stands in": "备用接待",
    "Net": "净增",
    "Persons": "人数",
    "New, still there": "新客仍在",
    "there is a live code {name} already": "活码 {name} 已经存在",
    "change its guides, or use another code": "请改它的导购，或换一个活码",
    "there is no live code {name}": "没有活码 {name}",
    "put it up first": "请先新建",
    "{guide} has left, and nobody would answer her scans": "{guide} 已离职，扫她的码无人应答",
    "name somebody who is at work": "请写在职的导购",
    "a live code needs one guide or more, each named once": "活码至少要有一位导购，每位只写一次",
    "write --guides zhangsan,lisi --backup wangwu": "写法：--guides zhangsan,lisi --backup wangwu",
    "WeCom allows {limit} and this has {observed} ({rule})": "企业微信最多 {limit}，这里有 {observed}（{rule}）",
    "use a shorter code, or fewer guides": "请用短一些的活码，或少写几位导购",
    "{value} cannot be the name of a live code": "{value} 不能用作活码名",
    # bindings
    "Who served a customer when, on what basis, and why each binding began and ended.": (
        "一位客户何时由谁服务、依据是什么、每次归属为何开始和结束。"
    ),
    "A gap between two means that nobody served her. The policy is the [binding] table of digitool.toml.": (
        "两次之间的空档表示没有人服务她。规则是 digitool.toml 的 [binding] 表。"
    ),
    "nobody ever served this customer": "从来没有导购服务过这位客户",
    "Give a customer to a guide from now on; orders of before stay whose they were.": (
        "从现在起把客户分给一位导购；之前的订单归属不变。"
    ),
    "The guide by WeCom userid.": "导购的企业微信 userid。",
    "a move needs a reason": "调整归属需要理由",
    "add --reason TEXT; it is kept": "请加 --reason 理由；会记录下来",
    "{guide} serves this customer already": "{guide} 已经在服务这位客户",
    "{guide} cannot serve this customer: she has left, or somebody else serves her in that store": (
        "{guide} 不能服务这位客户：她已离职，或该门店已有别的导购服务这位客户"
    ),
    "look at the roster, and at who serves the customer": "请看花名册，以及现在由谁服务这位客户",
    "Work out all bindings again, after the policy or the roster in digitool.toml changed.": (
        "digitool.toml 里的规则或花名册改动后，重新计算所有归属。"
    ),
    "Imports do this by themselves; with --dry-run, see how many customers would change.": (
        "导入时会自动进行；用 --dry-run 先看会变动多少客户。"
    ),
    "A customer such as P12.": "一位客户，如 P12。",
    "Customers": "客户数",
    "Since": "起",
    "Until": "止",
    "Basis": "依据",
    "Began by": "开始原因",
    "Ended by": "结束原因",
    "Scope": "范围",
    "Changed": "变动",
    "Policy or roster changed": "规则或花名册有改动",
    # settings
    "When she is on duty; left out, always": "在岗时间；不写表示随时",
    "Language she speaks besides the chain's": "除企业语言外她会的语言",
    "Most customers she may hold; left out, what the platform allows": "最多持有的客户数；不写按平台上限",
    "Most customers that live codes send her in a day; 0 for no limit": "活码每天最多分给她的客户数；0 为不限",
    "must be working hours such as mon-fri 09:00-17:00, not {value}": (
        "应为班次，如 mon-fri 09:00-17:00，而不是 {value}"
    ),
    "Which guide serves a customer, apart from who is friends with whom": "客户归哪位导购服务，与谁是好友分开",
    "Who serves a customer: her first friend in the chain, her first in each store, every friend,"
    " or whoever locked her last": ("客户归谁：企业内首位好友、每店首位好友、每位好友，或最后锁定她的导购"),
    "Days in which no other guide takes a customer over; 36500 for ever, 0 for none": (
        "保护期天数，期间其他导购不能抢客；36500 为永久，0 为没有"
    ),
    "Days after which a binding ends unless the customer comes back to her guide; 0 for never": (
        "有效期天数，客户期间没有再找这位导购则失效；0 为不失效"
    ),
    "Mode lock: days of a lock by adding; 0 does not lock": "lock 方式：添加好友锁定的天数；0 为不锁",
    "Mode lock: days of a lock by a purchase; 0 does not lock": "lock 方式：消费锁定的天数；0 为不锁",
    "Mode lock: days of a lock by scanning her code; 0 does not lock": "lock 方式：扫码锁定的天数；0 为不锁",
    "Whether a binding ends when customer and guide are friends no more": "不再是好友时归属是否结束",
}
