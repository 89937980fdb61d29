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
}
