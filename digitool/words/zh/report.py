"""Chinese of the room that looks after a workspace: health and backups."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "{version}; before 3.51.3 a write-ahead log can be damaged when two programs write at once. digitool uses a"
    " rollback journal, which is safe: do not switch it to WAL": "{version}；3.51.3 之前，两个程序同时写入时 WAL 日志可能损坏。"
    "digitool 使用回滚日志，是安全的：请不要改成 WAL",
    "time zone data is present": "时区数据齐全",
    "time zone data is missing; install the package tzdata": "缺少时区数据；请安装 tzdata",
    "screen {stdout}, file names {files}": "屏幕 {stdout}，文件名 {files}",
    "file names are {files}; Chinese names may be lost": "文件名编码是 {files}；中文文件名可能丢失",
    "the screen is {stdout}; drawings are ASCII": "屏幕编码是 {stdout}；图形用 ASCII",
    "{stores} stores, {touchpoints} touchpoints, {sensors} sensors, {guides} guides": "{stores} 家门店，{touchpoints} 个触点，"
    "{sensors} 台客流计，{guides} 位导购",
    "no store is described in digitool.toml yet": "digitool.toml 里还没有写任何门店",
    "fingerprint {print}": "指纹 {print}",
    "files are private": "文件仅本人可读",
    "others can read: {names}; chmod go= them": "他人可读：{names}；请执行 chmod go=",
    "{found}, journal {journal}": "{found}，日志模式 {journal}",
    "{found}, journal wal; digitool expects delete": "{found}，日志模式 wal；digitool 需要 delete",
    "{free} MiB free": "剩余 {free} MiB",
    "{kind}: locks on a network drive cannot be relied on": "{kind}：网络盘上的锁不可靠",
    "none here; digitool init makes one": "这里没有；digitool init 可以新建",
    "there is no backup {name}": "没有备份 {name}",
    "there is no backup yet": "还没有备份",
    "the newest are: {known}": "最新的有：{known}",
    "make one first": "请先备份",
    "the backup {name} is not as it was written": "备份 {name} 与写入时不一致",
    "the backup {name} fails the check {check}: {detail}": "备份 {name} 未通过检查 {check}：{detail}",
    "take another backup": "请换一份备份",
    "take another one: {others}": "请换一份：{others}",
    "the backup holds its key: put {kept} in the place of {path}": "备份里有它的密钥：请把 {kept} 放到 {path} 的位置",
    "the backup {name} is of another database than this one": "备份 {name} 属于另一个数据库",
    "nothing was deleted; name another directory with --to, or go back to that backup: the state of now is kept": "没有删除"
    "任何备份；请用 --to 另选目录，或恢复到那份备份：当前状态会保留",
    "the database does not hold all operations of the backup {name}, up to {operation}": "数据库缺少备份 {name} 里的操作"
    "（应有到 {operation} 为止的全部操作）",
    "nothing was deleted; go back to that backup: the state of now is kept. If the database is right as it is, name"
    " another directory with --to": "没有删除任何备份；请恢复到那份备份，当前状态会保留。如果数据库现在就是对的，请用 --to 另选目录",
    "the database fails the check {check}: {detail}": "数据库未通过检查 {check}：{detail}",
    "this copy is kept, does not count as a good one, and no older one is deleted": "这份副本已保留，但不算作完好的备份，"
    "也没有删除旧备份",
}
