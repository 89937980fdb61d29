"""Chinese of campaign lint; the rules themselves are said in both languages by their files."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "Severity": "严重性",
    "Where": "位置",
    "What is wrong": "问题",
    "What is allowed": "合规做法",
    "Campaign files.": "活动文件。",
    "What law and platform rules forbid in a campaign, by its first day and surface.": "法律与平台规则在活动首日、对其场景所禁止的内容。",
    "Every finding names its rule, its place, its source and a lawful way. The exit code is 6 when a campaign is refused; warnings and notes do not refuse.": "每条结果写明规则、位置、出处和合规做法。活动被拒时退出码为 6；警告和提示不拒绝。",
    "nothing forbids it": "没有禁止项",
    "findings that refuse this campaign: {n}": "使此活动被拒的结果：{n} 条",
}
