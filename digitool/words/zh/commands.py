"""Chinese of the commands that look after a workspace: init, config, check, doctor, log, backup."""

from __future__ import annotations

TEXT: dict[str, str] = {
    # init
    "Create a workspace: settings, database and key": "新建工作区：设置、数据库和密钥",
    "Create a workspace: a directory with digitool.toml, the database and the key.": "新建工作区：一个目录，"
    "内有 digitool.toml、数据库和密钥。",
    "Run it again and nothing happens: what is there stays as it is. Keep a copy of digitool.key in another place:"
    " without it no phone that was imported can be recognised again. Beside a database no second key is made.": "再次运行"
    "不会有任何变化：已有的保持原样。请把 digitool.key 另存一份：没有它，已导入的手机号再也无法识别。已有数据库时，不会再生成第二把密钥。",
    "commands use {workspace}, which DIGITOOL_WORKSPACE names: unset it, or add -w {root}": "DIGITOOL_WORKSPACE 指向 {workspace}，"
    "其他命令会用那个工作区：请取消该变量，或加 -w {root}",
    "{directory} and -w {workspace} are two places": "{directory} 和 -w {workspace} 是两个不同的位置",
    "name one of them": "请只写一个",
    "Where; made when it does not exist.": "目录；不存在时自动新建。",
    "Item": "项目",
    "Made now": "本次新建",
    "this workspace is complete already; nothing was changed": "工作区已经完整，没有任何更改",
    "next: describe your stores in {path}, then run digitool import FILE": "下一步：在 {path} 里写明门店，"
    "然后运行 digitool import 文件",
    # config
    "Settings in force, and where each one comes from": "生效的设置，以及每一项的来源",
    "Show every setting in force and where it comes from.": "列出所有生效的设置和来源。",
    "The whole file is checked first; phones are masked.": "先检查整个文件；手机号会打码。",
    "Explain one setting: its value, the line or default behind it, and how it is written.": "解释一项设置：它的值、"
    "来自哪一行或哪个默认值、怎么写。",
    "A key such as chain.zone or stores.S001.open.": "键，例如 chain.zone 或 stores.S001.open。",
    "Key": "键",
    "Set to": "值",
    "Origin": "来源",
    "Default": "默认值",
    "Meaning": "含义",
    "Example": "示例",
    "default": "默认",
    # formats
    "Files that can be imported, and where to download them": "可以导入的文件，以及在哪里下载",
    "List the files that can be imported.": "列出可以导入的文件。",
    "digitool recognises a file by what is in it, never by its name. Anything else that is a table can be imported"
    " with a mapping: digitool import FILE --learn proposes one.": "digitool 按内容识别文件，从不看文件名。"
    "其他任何表格都可以用映射导入：digitool import 文件 --learn 会给出建议。",
    "Format": "格式",
    "What it is": "说明",
    "Gives": "得到",
    "Needs": "需要",
    "Where to get it": "在哪里下载",
    # completion and help
    "Completion for your shell": "命令行自动补全",
    "Print the script that completes digitool's commands and options.": "输出补全 digitool 命令和选项的脚本。",
    "For bash, put the first example into ~/.bashrc. For zsh, write the script to a file named _digitool in a"
    " directory of your fpath. For fish, to ~/.config/fish/completions/digitool.fish.": "bash：把第一个示例放进 ~/.bashrc。"
    "zsh：写入 fpath 目录下名为 _digitool 的文件。fish：写入 ~/.config/fish/completions/digitool.fish。",
    "Your shell.": "你的 shell。",
    "Topics: exit codes, environment, formats, formulas, privacy, examples": "主题：退出码、环境变量、输出格式、指标公式、隐私、示例",
    "Show a topic, or the help page of a command.": "显示一个主题，或某个命令的帮助。",
    "Topics are exit-codes, environment, formats, formulas, privacy and examples.": "主题有 exit-codes、environment、"
    "formats、formulas、privacy 和 examples。",
    "A topic, or a command such as flow rate.": "主题，或命令，例如 flow rate。",
    # doctor
    "Health of this computer and of the workspace": "这台电脑和工作区的健康状况",
    "Look at everything that digitool relies on: Python, SQLite, time zones, encodings, files, disk.": "检查 digitool "
    "依赖的一切：Python、SQLite、时区、编码、文件、磁盘。",
    "Nothing is changed. The exit code is 8 when something cannot work, and 10 when the only fault is that the key or"
    " the schema is not the one that the database needs.": "不做任何更改。有无法工作之处时退出码为 8；"
    "若只是密钥或结构与数据库不符，退出码为 10。",
    "Check": "检查项",
    "State": "状态",
    "Detail": "详情",
    # check
    "Recompute everything that must hold": "重新核算所有必须成立的数字",
    "Recompute every invariant from raw rows and compare: references, sums, roll-ups, persons, and the key.": "从原始行"
    "重新计算并比对每一条不变式：引用、合计、汇总、顾客，以及密钥。",
    "Nothing is changed and nothing is repaired. The exit code is 8 when a check fails, and 10 when only the key is not"
    " the one that the database needs.": "不更改也不修复任何内容。有检查不通过时退出码为 8；若只是密钥与数据库不符，退出码为 10。",
    "Only these checks.": "只做这些检查。",
    "Passed": "通过",
    "something does not add up; restore a backup, or report it": "有数字对不上；请恢复备份，或报告此问题",
    "there is no check {name}": "没有检查项 {name}",
    "the checks are: {known}": "现有检查项：{known}",
    # log
    "What was changed, when and by whom": "谁在什么时候改了什么",
    "The time is the one that the write was done for (--as-of); wide and JSON also show when it was recorded by the clock of the machine. Codes of coupons, pickups and exit passes are masked.": "“时间”是写入所针对的时刻（--as-of）；wide 和 JSON 还会显示机器时钟记录的时刻。券码、提货码和离店凭证一律打码显示。",
    "List operations, the newest first. Every write is one.": "列出操作，最新的在前。每次写入都是一个操作。",
    "Operation": "操作",
    "Time": "时间",
    "What": "内容",
    "Who": "操作人",
    "Undone by": "被撤销于",
    "Result": "结果",
    "Asked for": "请求",
    "nothing was changed in this time": "这段时间没有任何更改",
    # backup and restore
    "Copy the workspace while it is in use": "备份正在使用的工作区",
    "Write a whole, verified copy of the database and the settings.": "写出数据库和设置的完整、经过校验的副本。",
    "It takes in every operation that ended before, also while others are writing. A plain copy of the file would"
    " not. The key is not copied unless you ask: keep it in another place.": "即使有人正在写入，也包含此前结束的每个操作；"
    "直接复制文件做不到。除非要求，否则不复制密钥：请另存一处。",
    "Where; else backups/ of the workspace.": "位置；缺省为工作区的 backups/。",
    "The copy is verified as a restore would do it, and must go on from the newest backup in its place: a database that"
    " lost operations, or is another one, is refused. Only then older backups are deleted, by their order and not by a"
    " clock. What a restore left behind stays while nothing else holds it.": "副本按恢复时的同一套标准校验，并且必须接续同一位置最新的备份：丢失了操作或另一个数据库的副本都会被拒绝。"
    "通过之后才按备份的先后（不按时钟）删除旧备份。恢复时留下的状态，只要没有别处保存，就不删除。",
    "Delete all but the newest N whole ones; 0 keeps all.": "只保留最新 N 份完好的备份；0 表示全部保留。",
    "Copy the key too. Then guard the copy like it.": "连密钥一起复制。此后请像密钥一样保管这份副本。",
    "Backup": "备份",
    "Bytes": "字节",
    "Verified": "已校验",
    "Path": "路径",
    "deleted the old backup {name}": "已删除旧备份 {name}",
    "kept {names}: a restore left operations there that no newer backup holds; delete by hand what you no longer need": (
        "已保留 {names}：恢复时留在其中的操作，较新的备份里都没有；不再需要时请手动删除"
    ),
    "Go back to a backup, or prove that one is whole": "恢复备份，或校验备份是否完整",
    "Put a backup in the place of the database.": "用备份替换数据库。",
    "The backup is verified first, and the present database is kept as a backup of its own, so a restore can itself"
    " be taken back. Settings and key stay as they are.": "先校验备份，再把当前数据库另存为一份备份，因此恢复本身也可以撤回。"
    "设置和密钥保持不变。",
    "Nobody else writes meanwhile: what ended before is in the state that is kept, what ends later is in the restored"
    " database. The restore is an operation of the log. Without a name the backup that goes furthest is taken; a state"
    " that a restore replaced is put back only by its name.": "恢复期间其他命令不能写入：之前完成的操作都在保留的原状态里，"
    "之后完成的操作都在恢复后的数据库里。恢复本身也记入操作日志。不写名字时取进度最新的备份；被恢复替换下来的状态只能按名字恢复。",
    "the backup is of schema {found}; next: digitool migrate": "备份的结构版本是 {found}；下一步：digitool migrate",
    "there was no database, so no state before is kept": "之前没有数据库，因此没有可保留的原状态",
    "A name in backups/, or a directory; else the newest.": "backups/ 里的名字或一个目录；缺省为最新的。",
    "Only prove that the backup is whole.": "只校验备份是否完整。",
    "Operations": "操作数",
    "Restored": "已恢复",
    "State before": "恢复前的状态",
    "Replace the database by {name} with {n} operations?": "用含 {n} 个操作的 {name} 替换数据库？",
    "the state before is kept as {name}": "恢复前的状态保存为 {name}",
    "the backup is whole; nothing was changed": "备份完整；没有任何更改",
}
