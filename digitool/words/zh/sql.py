"""Chinese texts of ``digitool sql``."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "Ask the database a question of your own, without being able to change it": "向数据库提自己的问题，只读不改",
    "Answer one SELECT over the workspace's database, in any output format.": (
        "对工作区的数据库执行一条 SELECT，可用任何输出格式。"
    ),
    "It reads and cannot write. Days are day numbers (days since 1970-01-01), times UTC milliseconds, money is"
    " fen: name a column ..._fen to see it as yuan. Phones are not stored, only their hashes.": (
        "只能读取，不能写入。日期是日序号（自 1970-01-01 起的天数），时间是 UTC 毫秒，金额以分计：列名以 _fen 结尾时"
        "按元显示。不存手机号，只存其哈希。"
    ),
    "One SELECT in SQLite's SQL; - reads it from stdin.": "一条 SQLite 语法的 SELECT；- 表示从标准输入读取。",
    "Give up after this many seconds.": "超过这么多秒就放弃。",
    "List the tables and their columns instead.": "改为列出各表及其列。",
    "Table": "表",
    "Column": "列",
    "Type": "类型",
    "only the first {limit} rows were read": "只读取了前 {limit} 行",
    "--seconds takes more than 0 and at most 3600": "--seconds 须大于 0 且不超过 3600",
    "which question? Give one SELECT": "要问什么？请给出一条 SELECT",
    "digitool sql --tables shows what there is": "digitool sql --tables 可查看有哪些表",
    "only questions are answered here: one SELECT, or WITH ... SELECT": (
        "这里只回答查询：一条 SELECT，或 WITH ... SELECT"
    ),
    "digitool's own commands change things, and record who did": "修改请用 digitool 的命令，并会记录是谁做的",
    "the question took longer than {seconds} seconds": "查询超过了 {seconds} 秒",
    "narrow it, or give it more time with --seconds": "请缩小范围，或用 --seconds 给更多时间",
    "SQLite cannot answer this: {reason}": "SQLite 无法执行：{reason}",
    "the tables and their columns: digitool sql --tables": "各表及其列见：digitool sql --tables",
}
