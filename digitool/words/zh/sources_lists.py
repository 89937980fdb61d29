"""Chinese of full lists: of a guide's customers, and of the members of a group."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "{file} is not the full list: {why}": "{file} 不是完整名单：{why}",
    "page {page} stands there twice": "第 {page} 页出现了两次",
    "page {page} does not follow the one before it": "第 {page} 页与前一页接不上",
    "its last page says that there are more": "最后一页说明后面还有",
    "Put all pages of it into one file, in order, or import it without --full.": (
        "请把它的所有页按顺序放进一个文件，或去掉 --full 再导入。"
    ),
    "the answer is 84061, no relation, but {held} customers of {guide} are known": (
        "返回 84061（无客户关系），但已知 {guide} 有 {held} 位客户"
    ),
    "WeCom answers so also when she has customers: ask again later. Customers who leave come in by the callbacks."
    " Nothing was changed.": "企业微信在仍有客户时也会这样返回：请稍后重新请求。客户流失由回调事件导入。未作任何更改。",
    "{ended} of the {held} customers of {guide} are missing from the list and would be lost at once": (
        "{guide} 的 {held} 位客户中有 {ended} 位不在名单里，将一次性记为流失"
    ),
    "{ended} of the {held} members of the group {chat} are missing from the list and would have left": (
        "群 {chat} 的 {held} 位成员中有 {ended} 位不在名单里，将记为退群"
    ),
    "A page may be missing: put all pages of the list into one file. If they are gone, say so with --yes;"
    " lists.most_lost_percent in digitool.toml is the limit. Nothing was changed.": (
        "可能缺页：请把名单的所有页放进一个文件。确实流失的，请加 --yes 确认；"
        "上限是 digitool.toml 中的 lists.most_lost_percent。未作任何更改。"
    ),
    "{count} members of the group {chat} are not in this list; say when it was taken with --at, and they count as"
    " having left": "群 {chat} 有 {count} 位成员不在这份名单里；用 --at 说明名单的时间，即可记为退群",
    "{count} customers of this list count as lost, because an earlier full list did not hold them; say when this one"
    " was taken with --at, and they are back": (
        "这份名单中有 {count} 位客户因不在更早的完整名单里而记为流失；用 --at 说明这份名单的时间，即可恢复"
    ),
    "{count} groups have another owner or name, which the event does not tell; read them again with groupchat/get:"
    " {chats}": "{count} 个群换了群主或群名，但事件没有说明新的值；请用 groupchat/get 重新读取：{chats}",
    "an event of the group {chat} names {named} of {count} members who came or left; read the group again with"
    " groupchat/get": "群 {chat} 的一个事件只列出进退群 {count} 人中的 {named} 人；请用 groupchat/get 重新读取该群",
    "the event does not say who came to or left the group {value}": "事件没有说明谁进入或退出了群 {value}",
    "Read the group again: call groupchat/get for it and import the answer, with --at.": (
        "请重新读取该群：调用 groupchat/get，并用 --at 导入返回结果。"
    ),
    # settings
    "How much one full list may end before somebody must say yes": "一份完整名单最多可以结束多少关系而无需确认",
    "Largest share of a guide's customers, or a group's members, that one list ends unasked, per cent": (
        "一份名单无需确认即可结束的导购客户或群成员的最大占比，百分比"
    ),
    "So many it may always end, whatever their share": "不论占比，始终可以结束的人数",
}
