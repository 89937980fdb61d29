"""Chinese of the database room."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "this is dated {observed}, but what it follows was done at {limit}": "这一步的时间是 {observed}，但它的前一步发生在 {limit}",
    "name a later time with --as-of, or leave it out": "请用 --as-of 给出更晚的时间，或不写",
    "{path} cannot be used: {reason}": "{path} 无法使用：{reason}",
    "{what} cannot be read as the database holds it: {reason}": "数据库中的{what}无法读取：{reason}",
    "nothing was changed; see what else does not add up, then restore a backup": (
        "没有任何改动；请先查看还有哪些数据对不上，再恢复备份"
    ),
    "the rules of a coupon stock": "券批次规则",
    "the use of a coupon": "券核销记录",
    "the caps of a referral campaign": "裂变活动上限",
    "the terms of a referral campaign": "裂变活动规则",
    "the rules of bindings": "客户归属规则",
    "the rules of traffic": "客流规则",
    "the parts of a commission": "提成明细",
    "opening hours": "营业时间",
    "a calibration": "校准结果",
    "restore a backup; the damaged file is left as it is": "请恢复备份；损坏的文件保持原样",
    "there is no database at {path}": "{path} 没有数据库",
    "the file is cut: {missing} bytes are missing": "文件不完整：缺少 {missing} 字节",
    "it does not say which database it is": "看不出是哪个数据库",
    "an operation cannot be read": "有一条操作无法读取",
    "create the workspace first": "请先新建工作区",
    "put the newest backup in its place": "请用最新的备份恢复",
    "{path} is empty, or no database of digitool": "{path} 是空的，或不是 digitool 的数据库",
    "put a backup in its place; the file is left as it is": "请用备份恢复；该文件保持原样",
    "another process is writing to {path}": "另一个进程正在写 {path}",
    "try again in a moment; nothing was changed": "请稍后重试；没有任何更改",
    "cannot write {path}: {reason}": "无法写入 {path}：{reason}",
    "free some space or check the permissions, then run the same command again": "请腾出空间或检查权限，然后重新运行同一命令",
    "{path} has schema {found}; this program needs {known}": "{path} 的结构版本是 {found}；本程序需要 {known}",
    "{path} has schema {found}; this program knows {known}": "{path} 的结构版本是 {found}；本程序只认识 {known}",
    "migrate it; a backup is taken first": "请迁移；会先自动备份",
    "install the newer digitool that wrote it": "请安装写入它的新版 digitool",
    "key {key} was already used with other parameters": "键 {key} 已用于其他参数",
    "use a new key for a new request; the first one is kept": "新请求请用新键；第一次的结果保留",
}
