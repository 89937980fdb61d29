"""Chinese of tables that no format describes: the numbers in them, and what kind of table they are."""

from __future__ import annotations

TEXT: dict[str, str] = {
    # numbers
    "decimal is {value}; it is a point or a comma": "decimal 为 {value}；应为小数点或逗号",
    'Write decimal = "." or decimal = ",", or leave it out and the cells decide.': '请写 decimal = "." 或 decimal = ","；'
    "不写则由单元格本身判断。",
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
    # what kind of table
    "{file} may be a table of {kinds}; its columns do not say for sure: {seen}": (
        "{file} 可能是这些类型的表格：{kinds}；仅凭列名无法确定：{seen}"
    ),
    "Let digitool propose a mapping and look it over, or say what it is: --as {kind}.": (
        "请让 digitool 生成映射建议并核对，或直接指明类型：--as {kind}。"
    ),
    "{file}: read as {format}; columns that were not read: {columns}": (
        "{file}：按 {format} 读取；未读取的列：{columns}"
    ),
    "Write a mapping by hand. What was not found of each kind: {needs}": (
        "请手工编写映射。各类表格还缺：{needs}"
    ),
}
