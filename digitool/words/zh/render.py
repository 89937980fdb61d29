"""Chinese of the renderer: cells, formats, columns."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "yes": "是",
    "no": "否",
    "n/a": "无数据",
    "nothing was found": "没有找到任何内容",
    "--limit takes 0 (all) or more, not {value}": "--limit 可取 0（全部）或正数，而不是 {value}",
    "{option}: there is no column {value}": "{option}：没有列 {value}",
    "the columns are: {keys}": "可用的列：{keys}",
    "there is no format {value}": "没有格式 {value}",
    "the formats are: {names}": "可用的格式：{names}",
    "digitool writes no {suffix} files": "digitool 不写 {suffix} 文件",
    "digitool writes no {suffix} files here": "digitool 在此不写 {suffix} 文件",
    "name a file that ends in {known}": "请使用以 {known} 结尾的文件名",
}
