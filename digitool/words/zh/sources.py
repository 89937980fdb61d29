"""Chinese texts of the sources room: why a file or a row is not taken, and what to do."""

from __future__ import annotations

_WHERE = {
    "Alipay merchant platform: Reconciliation, Bill download, type trade; the zip is read as it is": (
        "支付宝商家平台：对账中心，下载业务明细账单；zip 可直接导入"
    ),
    "FootfallCam interface: the cube's load call with A01 and A02; save the answer": (
        "FootfallCam 接口：调用 cube 的 load，取 A01 和 A02，保存返回结果"
    ),
    "What the camera posts to your server (ISAPI alerts): save them one after the other": (
        "摄像头推送到服务器的 ISAPI 告警：逐条依次保存"
    ),
    "Any list with phones, member numbers or openids; --learn proposes the mapping": (
        "任何含手机号、会员号或 openid 的名单；用 --learn 生成映射建议"
    ),
    "Any table with a time, an order number and an amount; --learn proposes the mapping": (
        "任何含时间、单号和金额的表格；用 --learn 生成映射建议"
    ),
    "Any table with a time, a touchpoint and an id; --learn proposes the mapping": (
        "任何含时间、触点和身份的表格；用 --learn 生成映射建议"
    ),
    "Any table with a time and a count of people; --learn proposes the mapping": (
        "任何含时间和人数的表格；用 --learn 生成映射建议"
    ),
    "The counter's own web page: Report, Export": "计数器自带网页：报表，导出",
    "What the counter posts to your server: save the messages, one a line": (
        "计数器推送到服务器的消息：每行保存一条"
    ),
    "The network server's event log: save the decoded uplinks, with their time": (
        "网络服务器的事件日志：保存解码后的上行数据及其时间"
    ),
    "Your item-code service: scans with the columns scan_time, code, product_code, openid, ...": (
        "一物一码服务商：导出扫码记录，含 scan_time、code、product_code、openid 等列"
    ),
    "WeChat Pay merchant platform: Transactions, Bills, Trade bill; one file a day": (
        "微信支付商户平台：交易中心，交易账单；每天一个文件"
    ),
    "WeCom interface: batch/get_by_user, externalcontact/get or externalcontact/list; save the answers": (
        "企业微信接口：batch/get_by_user、externalcontact/get 或 externalcontact/list；保存返回结果"
    ),
    "WeCom interface: groupchat/list and groupchat/get; save the answers": (
        "企业微信接口：groupchat/list 和 groupchat/get；保存返回结果"
    ),
    "What the sensor's data push posts to your server: save the messages, one a line": (
        "传感器数据推送到服务器的消息：每行保存一条"
    ),
    "Youzan shop back office: Orders, Export, report with all columns": (
        "有赞商家后台：订单，导出，选择全部字段"
    ),
    "Youzan interface: youzan.trades.sold.get, youzan.trade.get; save the answers, one after the other": (
        "有赞接口：youzan.trades.sold.get、youzan.trade.get；依次保存返回结果"
    ),
}

_FILES = {
    "{file} is empty": "{file} 是空文件",
    "Export or download it again.": "请重新导出或下载。",
    "{file} is an Excel workbook, which is not read": "{file} 是 Excel 工作簿，不能读取",
    'In the spreadsheet choose Save As, type "CSV UTF-8", and import that file.': (
        "请在表格软件中选择“另存为”，类型选“CSV UTF-8”，再导入该文件。"
    ),
    "{file} is a directory": "{file} 是目录",
    "Name the files in it.": "请写出其中的文件名。",
    "{file} holds {count} files; one was expected": "{file} 内有 {count} 个文件，应只有一个",
    "Unpack it and import the files that you need.": "请解压后导入需要的文件。",
    "{file} holds {count} files; at most {limit} are read": "{file} 内有 {count} 个文件，最多读取 {limit} 个",
    "{file} is locked with a password": "{file} 有密码保护",
    "Unpack it with its password and import the file inside.": "请用密码解压后导入其中的文件。",
    "{file} unpacks to far more than it should hold ({size} bytes)": (
        "{file} 解压后远超合理大小（{size} 字节）"
    ),
    "It looks like a zip bomb. Ask for the file again, or unpack it yourself and look inside.": (
        "疑似压缩炸弹。请重新索取文件，或自行解压查看。"
    ),
    "there is no file {file}": "没有文件 {file}",
    "{file} cannot be read": "{file} 无法读取",
    "{file} is a damaged or incomplete archive": "{file} 是损坏或不完整的压缩包",
    "Download the file again.": "请重新下载文件。",
    "{file} holds a member that points outside it: {member}": "{file} 中有指向包外的文件：{member}",
    "Do not unpack this archive; ask where it came from.": "请勿解压此压缩包，并查明来源。",
    "{file} holds another archive: {member}": "{file} 中还有压缩包：{member}",
    "Unpack the outer one and import the inner one.": "请解压外层，再导入内层。",
    "{file}, line {line}: bytes that are not {encoding}": (
        "{file} 第 {line} 行：有不属于 {encoding} 编码的字节"
    ),
    "Save it again as CSV UTF-8, or try --encoding {other}.": (
        "请另存为 CSV UTF-8，或尝试 --encoding {other}。"
    ),
    "{file} ends in the middle of a character, line {line}": "{file} 在第 {line} 行的半个字符处中断",
    "The download is incomplete. Download it again.": "下载不完整，请重新下载。",
    "{file}, line {line}: a NUL byte, so this is not a text file": (
        "{file} 第 {line} 行：含 NUL 字节，不是文本文件"
    ),
    "The file is damaged or in another encoding. Export it again as CSV UTF-8.": (
        "文件已损坏或为其他编码，请重新导出为 CSV UTF-8。"
    ),
    "unknown encoding {encoding}": "未知编码 {encoding}",
    "Try utf-8, gb18030 or utf-16.": "请用 utf-8、gb18030 或 utf-16。",
    "{file}, line {line} is longer than {limit} characters": "{file} 第 {line} 行超过 {limit} 个字符",
    "This is not a table of rows. Export the file again.": "这不是按行的表格，请重新导出。",
    "{file} is larger than {limit} MiB": "{file} 超过 {limit} MiB",
    "Split it: one page of the answer a line, in several files.": "请拆成多个文件，每行一页返回结果。",
    "{file}, line {line}: a quote is opened and never closed, or the cell is too long": (
        "{file} 第 {line} 行：引号没有闭合，或单元格过长"
    ),
    "Close or remove the double quote in that line.": "请补上或删除该行的双引号。",
    "{file}, line {line}: {count} columns; at most {limit} are read": (
        "{file} 第 {line} 行：共 {count} 列，最多读取 {limit} 列"
    ),
    "Check the separator, or export fewer columns.": "请检查分隔符，或减少导出的列。",
    "{file}: the header row is missing": "{file}：缺少表头行",
    "Export the file again.": "请重新导出文件。",
    "{file}, line {line}: the column {column} occurs twice": "{file} 第 {line} 行：列“{column}”出现两次",
    "Rename or remove one of them; which one is meant cannot be guessed.": (
        "请改名或删除其中一列；无法猜测应取哪一列。"
    ),
    "{file} has no footer: the download is incomplete": "{file} 没有结尾汇总：下载不完整",
    "Download the bill again.": "请重新下载账单。",
    "{file}: the footer says {column} {stated}, the rows give {found}": (
        "{file}：结尾汇总的 {column} 为 {stated}，按行计算为 {found}"
    ),
    "Rows are missing or were changed. Download the bill again.": "有行缺失或被改动，请重新下载账单。",
    "{file}, line {line}: not well-formed XML, or cut off": "{file} 第 {line} 行：XML 格式不正确或被截断",
    "Save the alerts as they came.": "请按收到的原样保存告警。",
    "{file} declares a document type, which is refused": "{file} 声明了文档类型（DOCTYPE），拒绝读取",
    "Alerts have none; ask where the file came from.": "告警中不会有它，请查明文件来源。",
    "{file}, line {line}: not well-formed JSON, or cut off": "{file} 第 {line} 行：JSON 格式不正确或被截断",
    "Save each answer as it came, one after the other, and do not edit it.": (
        "请按返回的原样依次保存，不要编辑。"
    ),
    "{file} holds an error answer, not data: {error} {text}": "{file} 是错误返回，不是数据：{error} {text}",
    "The download failed. Repeat the request, then import its answer.": (
        "下载失败。请重新请求，再导入返回结果。"
    ),
    "{file} lists customers but not whose they are": "{file} 只列出客户，没有所属导购",
    "Say it with --guide USERID, or import the answer of batch/get_by_user.": (
        "请用 --guide USERID 指明，或导入 batch/get_by_user 的返回结果。"
    ),
    "{file} cannot be written, or exists already": "{file} 无法写入，或已存在",
    "Choose another name.": "请换一个名称。",
}

_KNOWN = {
    "{file} is in no format that is known here; it starts with: {seen}": (
        "{file} 不是已知格式；开头为：{seen}"
    ),
    "See the known formats, or let digitool propose a mapping for a table with a header row.": (
        "请查看已知格式；有表头的表格可让 digitool 生成映射建议。"
    ),
    "there is no format {name}": "没有格式 {name}",
    "Did you mean {near}?": "是否指 {near}？",
    "{format} needs --{option}": "{format} 需要 --{option}",
    "The file does not say it itself.": "文件本身没有说明。",
    "{format}: uplink {place} carries no time": "{format}：第 {place} 条上行数据没有时间",
    "Give the time of the first with --at, and the step between them with --every; "
    "or save the uplinks with the network server's time.": (
        "请用 --at 给出第一条的时间，用 --every 给出间隔；或连同网络服务器的时间一起保存。"
    ),
    "{file} is the summary of an Alipay bill, which holds no single payment": (
        "{file} 是支付宝账单汇总，不含单笔交易"
    ),
    "Import the detail (业务明细) of the same days; it gives the same totals.": (
        "请导入同一日期的业务明细；合计相同。"
    ),
    "{file} is recognised ({format}), but it is one person's own spending, not a shop's takings": (
        "已识别 {file}（{format}），但它是个人消费账单，不是商户收款"
    ),
    "Download the trade bill from the WeChat Pay merchant platform.": "请从微信支付商户平台下载交易账单。",
    "Download the business detail (业务明细) from the Alipay merchant platform.": (
        "请从支付宝商家平台下载业务明细。"
    ),
    "{file} is recognised ({format}), but its rows are movements of an account, without payers": (
        "已识别 {file}（{format}），但它是账户资金流水，没有付款人"
    ),
    "Import the trade bill (交易账单) of the same day.": "请导入同一天的交易账单。",
    "{file} is recognised ({format}), but this version does not import it": (
        "已识别 {file}（{format}），但此版本不导入"
    ),
    "A table can be imported with a mapping: digitool import --learn FILE proposes one.": (
        "表格可用映射导入：digitool import --learn FILE 会给出建议。"
    ),
    "{file} is recognised ({format}), but it holds no external_userid, so two rows may be one person": (
        "已识别 {file}（{format}），但其中没有 external_userid，两行可能是同一人"
    ),
    "Import the answers of batch/get_by_user, or use a mapping: digitool import --learn FILE.": (
        "请导入 batch/get_by_user 的返回结果，或使用映射：digitool import --learn FILE。"
    ),
    "{file} is recognised ({format}), but its buyers are masked and match nobody": (
        "已识别 {file}（{format}），但买家信息已脱敏，无法匹配任何人"
    ),
    "See what is imported: digitool formats.": "可导入的格式见：digitool formats。",
    "{file} is recognised ({format}), but its dates differ by the account's language": (
        "已识别 {file}（{format}），但其日期写法随账户语言而变"
    ),
    "{file} is recognised ({format}), but it holds figures, and no customer, payment or count at a door": (
        "已识别 {file}（{format}），但其中只有统计数字，没有客户、支付或进店计数"
    ),
    "{file} is recognised ({format}), but it is only the link; the bill itself is behind it": (
        "已识别 {file}（{format}），但它只是下载链接，账单在链接里"
    ),
    "Download the link within 5 minutes.": "请在 5 分钟内下载该链接。",
    "{file} is recognised ({format}), but an empty list means not ready, not zero": (
        "已识别 {file}（{format}），但空列表表示尚未生成，不是零"
    ),
    "Repeat the request later.": "请稍后重新请求。",
}

_MAPPINGS = {
    "{file} needs a mapping of the kind {kind}": "{file} 需要 {kind} 类映射",
    "Let digitool propose one, look at it, then import with --mapping.": (
        "请让 digitool 生成建议，核对后用 --mapping 导入。"
    ),
    "{file} has no column {column}": "{file} 没有列“{column}”",
    "Correct the name under [columns].": "请更正 [columns] 下的列名。",
    "{file}: the columns {seen} fit no kind of table": "{file}：列 {seen} 不符合任何一类表格",
    "zone of local times; empty for the chain's": "本地时间的时区；留空用连锁的时区",
    "strptime pattern of its times; empty for ISO-like ones": "时间的 strptime 格式；留空为 ISO 类格式",
    "yuan or fen": "yuan 或 fen",
    "the mark before decimals": "小数点用的符号",
    "title lines before the header": "表头之前的标题行数",
    "a row that starts so is no data": "以此开头的行不是数据",
    "length of an interval without an end": "没有结束时间的时段长度（分钟）",
    "how far an order number is good": "单号在多大范围内有效",
    "what kind of id the identity column holds": "身份列是哪种标识",
    "where its ids are good: an appid, a corp id, a programme": "标识在何处有效：appid、企业 ID 或会员计划",
    "whether its ids are proved": "标识是否已核实",
    "the column of each field": "各字段对应的列",
    "the value of a field without a column, or of an empty cell": "字段没有列或单元格为空时的值",
    "whose the identity column is": "身份列属于谁",
    "says nothing about {field}: name its column there, or one value under [defaults]": (
        "没有说明 {field}：请在此写列名，或在 [defaults] 下写固定值"
    ),
    "is missing: it says what kind of id the identity column holds": "缺少：它说明身份列是哪种标识",
    "is for purchases; this mapping's kind is {kind}": "只用于销售记录；此映射的 kind 为 {kind}",
}

_ROWS = {
    "the row ends before column {column}": "该行在列“{column}”之前中断",
    "The file may be cut off, or a cell holds a line break. Fill in the missing cells.": (
        "文件可能被截断，或单元格内有换行。请补齐缺少的单元格。"
    ),
    "the row has more cells than the header": "该行的单元格多于表头",
    "A cell may hold a separator: put it in double quotes.": "单元格内可能含分隔符：请用双引号括起。",
    "{column} is empty": "{column} 为空",
    "Fill it in, or remove the row.": "请填写，或删除该行。",
    "{column} is {value}: the id is destroyed": "{column} 为 {value}：编号已损坏",
    "A spreadsheet turned the number into a float. Download the file again and do not open it first; a payment "
    "bill can also be imported with --by-order-no.": (
        "表格软件把编号变成了浮点数。请重新下载，不要先打开；支付账单也可加 --by-order-no 导入。"
    ),
    "Something read the answer as numbers. Save it untouched.": "返回结果被当作数字读过。请原样保存。",
    "{column} is not an id": "{column} 不是编号",
    "An id is one printable text of at most 128 characters.": "编号是不超过 128 个字符的可显示文本。",
    "{column} is {value}, not a code": "{column} 为 {value}，不是代码",
    "A code is one printable text of at most 64 characters.": "代码是不超过 64 个字符的可显示文本。",
    "{column} is {value}, not a date and time": "{column} 为 {value}，不是日期时间",
    "Write it like 2026-03-01 09:05:12.": "请写成 2026-03-01 09:05:12 的形式。",
    "It should be whole seconds since 1970.": "应为 1970 年以来的整秒数。",
    "{column} is {value}, not a time as the mapping writes it": "{column} 为 {value}，与映射的时间格式不符",
    "Correct the cell, or time_format in the mapping.": "请更正单元格，或映射中的 time_format。",
    "{column} is {value}, not after the start": "{column} 为 {value}，不晚于开始时间",
    "Correct one of the two times.": "请更正其中一个时间。",
    "{column} is {value}, not an amount in yuan": "{column} 为 {value}，不是以元为单位的金额",
    "Write it like 128.00, with at most two decimals.": "请写成 128.00 的形式，最多两位小数。",
    "{column} is {value}, not a whole number": "{column} 为 {value}，不是整数",
    "{column} is {value}, less than nothing": "{column} 为 {value}，小于零",
    "Write digits only.": "请只写数字。",
    "{column} is {value}, not a mainland mobile number": "{column} 为 {value}，不是大陆手机号",
    "{count} rows, first line {line}, have cells out of place, so the amounts of the footer differ from the others' by"
    " theirs and were not compared; how many rows there are is right": (
        "有 {count} 行（首行为第 {line} 行）的单元格错位，因此账单合计与其余各行之差就是这些行的金额，未作比对；行数相符"
    ),
    "{column} is {value}, not an e-mail address": "{column} 为 {value}，不是邮箱地址",
    "Write name@example.com, or leave it empty.": "请写成 name@example.com，或留空。",
    "Write 11 digits, or leave it empty.": "请写 11 位数字，或留空。",
    "{column} is {value}, neither yes nor no": "{column} 为 {value}，既不是“是”也不是“否”",
    "Write yes or no.": "请写“是”或“否”。",
    "{column} is {value}, not a kind of id": "{column} 为 {value}，不是标识类型",
    "Write wx_openid, wx_unionid, phone, member_no or another name like these.": (
        "请写 wx_openid、wx_unionid、phone、member_no 或类似名称。"
    ),
    "the row names nobody": "该行没有任何身份",
    "Fill in one id, or remove the row.": "请填写一个标识，或删除该行。",
    "{column} is {value}, which is not known": "{column} 为 {value}，是未知值",
    "It should be 交易 or 退款.": "应为“交易”或“退款”。",
    "A refund has the kind 退款.": "退款的业务类型应为“退款”。",
    "It should be SUCCESS, REFUND or REVOKED.": "应为 SUCCESS、REFUND 或 REVOKED。",
    "A refund has the state REFUND.": "退款的交易状态应为 REFUND。",
    "It should be first or repeat.": "应为 first 或 repeat。",
    "It should be realTime or timeRange.": "应为 realTime 或 timeRange。",
    "A member is 1 (staff) or 2 (customer).": "成员类型为 1（员工）或 2（客户）。",
    "Write paid, unpaid or revoked.": "请写 paid、unpaid 或 revoked。",
    "another row of the same {column} cannot be read": "同一 {column} 的另一行无法读取",
    "Correct that row; this one comes in with it.": "请更正那一行；本行会一起导入。",
    "Name the sensor in the mapping or with --sensor.": "请在映射中或用 --sensor 指明传感器。",
    "{column} is {value}; only CNY is counted": "{column} 为 {value}；只统计人民币",
    "Import the bills of other currencies into a workspace of their own.": (
        "其他币种的账单请导入单独的工作区。"
    ),
    "{column} is not an object": "{column} 不是对象",
    "{column} is not a text": "{column} 不是文本",
    "{count} rows are keyed on the merchant's order number, because their transaction ids are destroyed; "
    "the untouched bill of the same day may be imported later": (
        "{count} 行以商户订单号为键，因为其交易单号已损坏；之后仍可再导入当天的原始账单"
    ),
}

TEXT: dict[str, str] = {**_WHERE, **_FILES, **_KNOWN, **_MAPPINGS, **_ROWS}
