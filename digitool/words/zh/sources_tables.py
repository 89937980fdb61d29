"""Chinese of tables that no format describes: the numbers in them, and what kind of table they are."""

from __future__ import annotations

TEXT: dict[str, str] = {
    # numbers
    "{column} is {value}: one number with a decimal comma, another one with a decimal point": (
        "{column} 为 {value}：以逗号为小数点是一个数，以圆点为小数点是另一个数"
    ),
    'Say in the mapping which mark is the decimal one: decimal = "," or decimal = "."': (
        '请在映射中写明小数点是哪一个：decimal = "," 或 decimal = "."'
    ),
    'If the comma is the decimal mark of this table, say decimal = "," in the mapping.': (
        '如果这张表用逗号作小数点，请在映射中写 decimal = ","。'
    ),
    'If the point is the decimal mark of this table, say decimal = "." in the mapping.': (
        '如果这张表用圆点作小数点，请在映射中写 decimal = "."。'
    ),
    # times of counters
    "{column} is {value}, in the hour that clocks skip on that day": "{column} 为 {value}，当天拨表跳过了这一小时",
    "A counter that keeps its time all year needs a zone without summer time in digitool.toml.": (
        "全年不调时钟的计数器，请在 digitool.toml 中为它设置不含夏令时的时区。"
    ),
    "{column} is {value}, more than a month after the start": "{column} 为 {value}，比开始晚了一个月以上",
    "Correct one of the two times, or export shorter intervals.": "请更正其中一个时间，或导出更短的时段。",
    'say it with --appid, or in the mapping under [identity]: scope = "wx..."': (
        '请用 --appid 指明，或在映射的 [identity] 下写：scope = "wx..."'
    ),
    "{file} holds openids, and nothing says of which app they are": "{file} 含有 openid，但没有说明属于哪个小程序或公众号",
    "{file} holds openids, and the chain has several apps: {apps}": "{file} 含有 openid，而连锁有多个应用：{apps}",
    "two rows tell of one time of one counter and differ, lines (in/out): {value}; the larger one counts": (
        "同一计数器同一时段有两行且数字不同，行号（进/出）：{value}；以较大者为准"
    ),
    "Add them up, or remove one. If they are two doors, map the column that tells them apart as gate.": (
        "请相加，或删去一行。如果是两个门，请把区分它们的列映射为 gate。"
    ),
    # what kind of table
    "{file} may be a table of {kinds}; its columns do not say for sure: {seen}": (
        "{file} 可能是这些类型的表格：{kinds}；仅凭列名无法确定：{seen}"
    ),
    "Let digitool propose a mapping and look it over. --as {kind} reads it as {kind} all the same, and nothing else of"
    " it.": "请让 digitool 生成映射建议并核对。用 --as {kind} 可强制按 {kind} 读取，其余列不读。",
    "{file}: read as {format}; columns that were not read: {columns}": (
        "{file}：按 {format} 读取；未读取的列：{columns}"
    ),
    "Write a mapping by hand. What was not found of each kind: {needs}": (
        "请手工编写映射。各类表格还缺：{needs}"
    ),
}
