"""Chinese texts of the ledger."""

TEXT: dict[str, str] = {
    "{operation} is no payout of this kind": "{operation} 不是这类付款",
    "list the payouts, and take the operation from there": "请先列出付款，再取其操作号",
    "there is no journal {journal}": "没有分录 {journal}",
    "look it up in the log": "请在操作日志中查找",
    "journal {journal} was already reversed": "分录 {journal} 已经冲销过",
    "a journal is taken back once; nothing was changed": "一笔分录只能冲销一次；没有任何改动",
    "this booking would overdraw an account ({kind})": "这笔记账会使账户透支（{kind}）",
    "nothing was changed; look at the balance first": "没有任何改动；请先查看余额",
}
