"""Claims and imports: what counts, and how it is taken back."""

from __future__ import annotations

TEXT = {
    "By this file alone": "仅此文件说明",
    "Of what": "事实种类",
    "Told": "说明",
    "Told otherwise elsewhere": "另有不同说明",
    "What counts": "以何为准",
    "The number of an import, from import list.": "导入的批次号，见 import list。",
    "import {batch}: {file} ({format}), {rows} rows; {operation} by {actor}": (
        "批次 {batch}：{file}（{format}），{rows} 行；{operation}，操作人 {actor}"
    ),
    "import {batch} was taken back by {operation}; nothing that it says counts": (
        "批次 {batch} 已由 {operation} 撤回；其内容均不计入"
    ),
    "let it count again with: digitool import redo {batch}": "恢复计入请用：digitool import redo {batch}",
    "no figure changes": "没有数字变动",
    "nothing was imported in this time": "这段时间没有导入",
    "this import told nothing that was kept": "此次导入没有留下任何内容",
    "{n} customers moved to another guide with handovers it reported: they stay; see guide bind": (
        "{n} 位客户已随其报告的交接转给其他导购：保持不变；见 guide bind"
    ),
    "{n} paid commissions, {yuan}, rest on it: the next payout takes them off": (
        "有 {n} 笔已发放的提成（{yuan}）以此为依据：下次发放时扣回"
    ),
    "{n} paid orders of the official store, {yuan}, have payments that it tells of: they stay": (
        "有 {n} 笔官方商城已付订单（{yuan}）的支付由其说明：订单保持不变"
    ),
    "import {batch}, which it replaced, changes with it": "其所替换的批次 {batch} 随之变动",
    "{n} referral rewards, {yuan}, rest on it: the next referral settle takes back what it can": (
        "有 {n} 笔推荐奖励（{yuan}）以此为依据：下次 referral settle 时尽可能收回"
    ),
    "{n} settled commissions, {yuan}, rest on it: the next guide commission settle takes them back": (
        "有 {n} 笔已结算的提成（{yuan}）以此为依据：下次 guide commission settle 时扣回"
    ),
    "Take that import back and put this one in its place, in one step.": "一步完成：撤回该次导入，以本次代之。",
    "take the import back, then import the files": "请先撤回该次导入，再导入这些文件",
    "--replaces takes one file at a time": "--replaces 一次只能用于一个文件",
    "An import can be taken back, exactly: import undo. A file that is called like a verb is written ./undo.": (
        "导入可以精确撤回：import undo。文件名与子命令相同时写作 ./undo。"
    ),
    "List the imports, the newest first; a period chooses by when they were made": (
        "列出各次导入，最新的在前；时段按导入时间选择"
    ),
    "List the imports, the newest first; a period chooses by when they were made.": (
        "列出各次导入，最新的在前；时段按导入时间选择。"
    ),
    "An import counts until it is taken back (undone). Every fact knows its imports, so that taking one back leaves "
    "exactly what the others say.": (
        "导入在撤回之前一直计入。每条事实都知道来自哪些导入，因此撤回其中一次后，恰好留下其余导入所说明的内容。"
    ),
    "Show what an import told of, kind by kind, and which of several claims counts": (
        "按种类显示一次导入说明了什么，以及多种说法以何为准"
    ),
    "Show what an import told of, kind by kind, and which of several claims counts.": (
        "按种类显示一次导入说明了什么，以及多种说法以何为准。"
    ),
    "Facts that it alone tells of are gone when it is taken back. Where another file says otherwise, the rule of the "
    "kind decides, whichever came first.": (
        "只由它说明的事实在撤回后消失。其他文件说法不同的，由该种类的规则决定，与先后无关。"
    ),
    "Take an import back: nothing that it says counts, as if it had never been made": (
        "撤回一次导入：其内容均不计入，如同从未导入"
    ),
    "Take an import back: nothing that it says counts, as if it had never been made.": (
        "撤回一次导入：其内容均不计入，如同从未导入。"
    ),
    "Facts that other files tell of too stay. What was settled, paid or decided on it is listed, and put right by its "
    "own rules. See first what would change with --dry-run.": (
        "其他文件也说明的事实保留。已据此结算、发放或决定的事项会列出，并按各自的规则更正。可先用 --dry-run 查看变动。"
    ),
    "Let an import that was taken back count again, exactly as before": "恢复一次已撤回的导入，与之前完全一致",
    "Let an import that was taken back count again, exactly as before.": "恢复一次已撤回的导入，与之前完全一致。",
    "The undo of import undo: its file is not needed.": "即撤销 import undo：不需要原文件。",
    "An import can be taken back exactly (import undo), and let count again (import redo). Where two files say what "
    "cannot both be, digitool check contradictions names both; taking the wrong one back puts it right.": (
        "导入可以精确撤回（import undo），也可以恢复（import redo）。两个文件说法矛盾时，digitool check contradictions 会指出"
        "双方；撤回错误的一方即可。"
    ),
    "Each row that is taken is a claim: which import, which line, what it says. What counts follows from all claims of "
    "imports that were not taken back, by one rule for each kind of fact. So it depends on which claims there are, "
    "never on the order of the files, on how they were cut, or on how often they were imported.": (
        "每一行被接收的数据都是一条说法：来自哪次导入、哪一行、说了什么。以何为准由所有未撤回的导入的说法、按每种事实的一条规则"
        "得出。因此只取决于有哪些说法，与文件的先后、如何切分、导入几次都无关。"
    ),
    "A till that names no payment and a bill that names no receipt tell of the same sales. Of one store and business "
    "day they are matched by amount and time ([reconcile] minutes): where there is no other choice they are one; where "
    "a till says that they were paid by this provider, and there are as many of both, they are one each in time order, "
    "and nobody's member is carried over. Of what is left as many sales count as the side with more of them tells, "
    "those of the side that [reconcile] counts names first; the others are open in digitool reconcile, and digitool "
    "reconcile same or not-same decides.": (
        "收银没有支付单号、账单没有小票号时，两者说的是同一批销售。同一门店同一营业日内按金额和时间配对（[reconcile] 的 "
        "minutes）：别无选择时即为同一笔；收银写明由该渠道支付、且两边笔数相同时，按时间先后一一对应，不带入任何会员。其余的按"
        "笔数较多的一边计数，先计 [reconcile] 的 counts 所定的一边；另外的在 digitool reconcile 中列为未结，由 digitool "
        "reconcile same 或 not-same 决定。"
    ),
    "Kinds of facts": "事实种类",
    "What counts when several files tell of the same": "多个文件说明同一事实时以何为准",
    "Every one counts.": "每一条都计入。",
    "Of what is said of how it came about, the fuller.": "关于来由，以较完整的说法为准。",
    "The larger figure: one that was asked for before the platform had counted all tells a part.": (
        "以较大的数字为准：平台统计完成之前取得的只是一部分。"
    ),
    "A tag of the company before one that only the guide sees.": "企业标签优先于仅导购可见的个人标签。",
    "Of name, owner and state each the latest that is told; without a time the one that sorts last.": (
        "名称、群主、状态各以最新的说法为准；没有时间的，取排序最后者。"
    ),
    "The latest list; of two of one moment, or without a date, the name that sorts last.": (
        "以最新的列表为准；同一时刻或没有日期的，取排序最后的名称。"
    ),
    "Who joined in one list has joined, a refusal outweighs a consent, the first store by number stands.": (
        "任一列表中已入会即为会员，拒绝优先于同意，门店取编号最小者。"
    ),
    "Every account counts once, where its first telling placed it; of two of one side the state further on, then the "
    "later one by its own time, then the lower amount.": (
        "每条记录只计一次，门店以首次说明时为准；同一方的两条以状态更靠后者为准，其次以其自身时间较晚者，再次以金额较低者。"
    ),
    "Once, however many files tell of it.": "无论多少文件说明，只计一次。",
    "The larger count: a file that was written before the time was over tells a part of it.": (
        "以较大的计数为准：时段未结束时写出的文件只含一部分。"
    ),
    "Every value is kept, from the first time that it was said to the last.": "每个值都保留，从首次说明到最后一次说明。",
    "It holds from the first time that it was said to the last.": "从首次说明到最后一次说明有效。",
    "import {batch} counts; nobody took it back": "批次 {batch} 正在计入；没有人撤回过它",
    "import {batch} was taken back already, by {operation}": "批次 {batch} 已由 {operation} 撤回",
    "there is no import {batch}": "没有批次 {batch}",
    "{count} counts differ from what another file says of the same time; the larger one counts. See digitool check "
    "contradictions; import undo takes a wrong file back": (
        "有 {count} 个计数与另一文件对同一时段的说法不同；以较大者为准。见 digitool check contradictions；import undo 可撤回错误"
        "的文件"
    ),
    "{count} figures differ from what another file says of the same day; the larger one counts. See digitool check "
    "contradictions; import undo takes a wrong file back": (
        "有 {count} 个数字与另一文件对同一天的说法不同；以较大者为准。见 digitool check contradictions；import undo 可撤回错误的"
        "文件"
    ),
    "{count} groups have another owner in another file, and this one does not say when it was taken, so its owner does "
    "not count; say when with --at": (
        "有 {count} 个群在另一文件中的群主不同，而本文件没有说明取得时间，因此其群主不计入；请用 --at 说明时间"
    ),
    "{count} rows stay where an earlier import placed them, although the settings would place them elsewhere now; to "
    "have them follow, import the file again with --replaces and that import's number": (
        "{count} 行仍在先前导入所定的门店，尽管按现在的设置应属别处；要随设置变动，请用 --replaces 加该次导入的批次号重新导入"
    ),
    "{count} purchases differ from what another file says of them; the lower amount counts. See digitool check "
    "contradictions; import undo takes a wrong file back": (
        "有 {count} 笔购买与另一文件的说法不同；以较低金额为准。见 digitool check contradictions；import undo 可撤回错误的文件"
    ),
}
"""English template to Chinese."""
