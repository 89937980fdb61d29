"""Chinese texts of the import."""

from __future__ import annotations

TEXT = {
    "{file}: rows of one time of one counter differ, first in line {line}, and the column {column} tells"
    " them apart": ("{file}：同一计数器同一时段的行不一致，首行为第 {line} 行，而 {column} 列能区分它们"),
    "Say in the mapping, under [columns], which door each row is of: gate = {shown}": (
        "请在映射的 [columns] 下说明每行属于哪个门：gate = {shown}"
    ),
    "Import files in their real formats; again, and in any order, does no harm": (
        "导入各种原始格式文件；重复导入、任意顺序都无妨"
    ),
    "Import files in their real formats.": "导入各种原始格式的文件。",
    "A file is recognised by its content. Rows that are known already change nothing, so overlapping exports and "
    "repeated imports are safe. Rows that cannot be taken go to a rejects file: correct it in a spreadsheet and "
    "import it again. The exit code is 3 when rows or files were refused.": (
        "按内容识别文件格式。已有的行不会改变任何数据，因此重叠导出和重复导入都是安全的。"
        "无法接收的行写入拒收文件：用表格软件改正后再次导入即可。有行或文件被拒收时退出码为 3。"
    ),
    "Files in any known format.": "任何已知格式的文件。",
    "How to read the file": "如何读取文件",
    "Read as this format.": "按此格式读取。",
    "Which column holds what, for any other table.": "其他表格：说明各列含义的映射文件。",
    "Propose a mapping for a table and stop.": "为表格生成映射建议，然后结束。",
    "When guessing fails.": "无法自动识别编码时指定。",
    "The counter of a file that does not name it.": "文件未写明计数器编号时指定。",
    "The time of a reading or list that does not say it.": "读数或名单没有时间时指定。",
    "The file lists all customers of its guides: who is missing was lost by --at.": (
        "文件列出了这些导购的全部客户：不在其中的，到 --at 时已流失。"
    ),
    "The step between such readings.": "此类读数之间的间隔（分钟）。",
    "Whose list of bare customer ids this is.": "这份客户编号清单属于哪位导购。",
    "Take bill rows whose ids a spreadsheet destroyed by the merchant's order number.": (
        "交易单号被表格软件破坏的账单行，改用商户订单号接收。"
    ),
    "Where rows that cannot be taken go.": "无法接收的行写到哪里。",
    "Take a file wholly or not at all.": "整份文件要么全收，要么全不收。",
    "no file is named": "没有指定文件",
    "name the files to import": "请写明要导入的文件",
    "--every takes a number of minutes above 0, not {value}": "--every 需要大于 0 的分钟数，而不是 {value}",
    "--rejects takes one file at a time": "--rejects 一次只能用于一个文件",
    "leave it out, or import one file": "去掉它，或只导入一个文件",
    "--at takes a time such as 2026-03-02T08:40:00+08:00, not {value}": (
        "--at 需要时间，例如 2026-03-02T08:40:00+08:00，而不是 {value}"
    ),
    "{file}: {count} rejected, first in line {line}: {what}. {hint}": (
        "{file}：拒收 {count} 行，首见于第 {line} 行：{what}。{hint}"
    ),
    "correct {path} in a spreadsheet and import it again; it holds {count} rows": (
        "请用表格软件改正 {path}（{count} 行），然后再次导入"
    ),
    "{file}: this key has imported it before, and its {count} rejected rows are not in {path} any more; to have them"
    " written again, import it without --key": (
        "{file}：这个 --key 以前导入过，当时拒收的 {count} 行已不在 {path}；要重新写出这些行，请不带 --key 再导入一次"
    ),
    "largest persons by identifiers: {persons}": "标识最多的人：{persons}",
    "{measure} of {days} counted store-days would change: {before} -> {after}": (
        "{days} 个已统计的门店日的 {measure} 会变化：{before} -> {after}"
    ),
    "look the mapping over, save it as {path}.toml beside the file, then run: digitool import {path}": (
        "请核对映射，存为文件旁的 {path}.toml，然后运行：digitool import {path}"
    ),
    "{file}: {count} rows cannot be taken, so none was (--strict); the first is line {line}: {reason}": (
        "{file}：{count} 行无法接收，因此全部未收（--strict）；首见于第 {line} 行：{reason}"
    ),
    "Import without --strict to take the good rows and get the bad ones in a rejects file.": (
        "去掉 --strict 可接收正确的行，并把错误的行写入拒收文件。"
    ),
    "no store is called {value}": "没有名为 {value} 的门店",
    "Add [stores.{value}] to digitool.toml, then import the rejects file again.": (
        "请在 digitool.toml 中加入 [stores.{value}]，然后再次导入拒收文件。"
    ),
    "Use one of car_park, entrance, shelf, pay, scan_and_go, item_code, mini_program, guide, group, share.": (
        "请用 car_park、entrance、shelf、pay、scan_and_go、item_code、mini_program、guide、group、share 之一。"
    ),
    "the touchpoint {value} has no scene": "触点 {value} 没有场景",
    'Add [touchpoints."{value}"] with its scene to digitool.toml, then import the rejects file again.': (
        '请在 digitool.toml 中加入 [touchpoints."{value}"] 及其场景，然后再次导入拒收文件。'
    ),
    "no [[bills]] entry says which store merchant {value} belongs to": "没有 [[bills]] 说明商户 {value} 属于哪家门店",
    "Add [[bills]] with this merchant (and sub_merchant or device) and its store to digitool.toml, then import the "
    "rejects file again.": (
        "请在 digitool.toml 中加入该商户（及子商户或设备号）与门店的 [[bills]]，然后再次导入拒收文件。"
    ),
    "nothing says which store this is of": "没有说明属于哪家门店",
    "Sales and refunds are both positive amounts here. Correct it, or leave the row out.": (
        "这里的销售与退款都是正数金额。请改正，或删去此行。"
    ),
    "Fill in the store. Of a table with a mapping, name the store's column there, or write under [defaults] store ="
    ' "CODE", or channel = "official_store" for sales in no store.': (
        '请填写门店。用映射导入的表格，请在映射中写明门店列，或在 [defaults] 下写 store = "门店编号"；不在门店发生的销售写'
        ' channel = "official_store"。'
    ),
    "{count} receipt numbers stand at moments an hour or more apart on one day, such as {receipt}: if several tills"
    " number alike, map the column of the till": (
        "{count} 个小票号在同一天相隔一小时以上出现，例如 {receipt}：如果几台收银机各自编号，请在映射中写明收银机列（till）"
    ),
    "{count} receipts have further rows here that an earlier file had not, such as {receipt}: {before}, now {after};"
    " rows of one receipt add up": (
        "{count} 张小票在本文件中有之前文件没有的行，例如 {receipt}：原为 {before}，现为 {after}；同一小票的各行相加"
    ),
    "{count} numbers, such as {receipt}, came before in another way: with a till or without one, as receipts or as"
    " orders. Sales told in two ways count twice: import a shop's files with one mapping": (
        "{count} 个单号（例如 {receipt}）之前以另一种方式导入过：带收银机或不带收银机，当作小票或当作订单。同一笔销售以两种方式"
        "导入会计算两次：同一门店的文件请用同一份映射导入"
    ),
    "no sensor is called {value}": "没有名为 {value} 的计数器",
    'Add [sensors."{value}"] with its store to digitool.toml, then import the file again.': (
        '请在 digitool.toml 中加入 [sensors."{value}"] 及其门店，然后再次导入文件。'
    ),
    "{file} is a file of {format}, which holds no {expected}": "{file} 是 {format} 格式，其中没有 {expected}",
    "leave the word out to import what the file holds": "去掉该词即可导入文件中的内容",
    "{count} of {files} files were refused": "{files} 个文件中有 {count} 个被拒收",
    "file": "文件",
    "format": "格式",
    "rows": "行数",
    "taken": "接收",
    "rejected": "拒收",
    "known already": "已有",
    "batch": "批次",
    "from": "起",
    "to": "止",
}
"""English template to Chinese."""
