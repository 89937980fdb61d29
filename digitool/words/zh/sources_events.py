"""Chinese texts of WeCom callbacks and full lists."""

TEXT: dict[str, str] = {
    "{file} holds callbacks that are still encrypted": "{file} 里的回调仍是加密的",
    "Your callback server decrypts them with its EncodingAESKey: save what it has then.": (
        "回调服务器用 EncodingAESKey 解密：请保存解密后的内容。"
    ),
    "Save the events as they came, after decryption.": "请按解密后的原样保存事件。",
    "What WeCom posts to your callback server, decrypted: save the events one after the other": (
        "企业微信推送到回调服务器的内容，解密后逐条保存"
    ),
    "{file}: a full list needs the time at which it was taken": "{file}：完整名单需要说明取名单的时间",
    "{file} cannot have been taken at {taken}: its line {line} tells of {told}": (
        "{file} 不可能是在 {taken} 取得的：第 {line} 行记录的是 {told} 的事"
    ),
    "Say with --at when it was really taken. Nothing was changed.": "请用 --at 说明实际取名单的时间。没有任何改动。",
    "Say it with --at 2026-03-02T08:40:00+08:00.": "用 --at 2026-03-02T08:40:00+08:00 说明。",
    "{file} has rows that cannot be taken, so nobody who is missing from it counts as lost": (
        "{file} 有无法收下的行，所以不在其中的客户都不算流失"
    ),
}
