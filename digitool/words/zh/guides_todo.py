"""Chinese texts of the guide's daily list."""

TEXT: dict[str, str] = {
    "wrote {when}, and nobody has answered": "{when}来信，尚无人回复",
    "coupon {what} ends {when}": "券 {what} {when}到期",
    "has a birthday {when}": "{when}生日",
    "bought for the first time {when}: say thanks": "{when}首次购买，请道谢",
    "was added {when}, and nobody has greeted her": "{when}添加好友，尚未打招呼",
    "has not bought for {n} days, over twice as long as usual": "已 {n} 天未购买，超过平时间隔的两倍",
    "days between purchases: {n}; the next is due on {day}": "平均每 {n} 天购买一次，下次约在 {day}",
    "today": "今天",
    "yesterday": "昨天",
    "tomorrow": "明天",
    "in {n} days": "{n} 天后",
    "{n} days ago": "{n} 天前",
    "coupon {coupon}": "券 {coupon}",
    "Whom each guide should see to today: the most urgent customers, why, and what to suggest.": (
        "每位导购今天该联系谁：最要紧的客户、原因和建议。"
    ),
    "As many as fit into a day ([contact] todo_per_day). A customer is on one guide's list only, and on none who refuses messages, complained lately, or has had as many as the caps allow.": (
        "数量以一天能完成为限（[contact] todo_per_day）。一位客户只在一位导购的清单上；拒收、近期投诉或已达上限的客户不在任何清单上。"
    ),
    "One guide's list; else every guide's.": "某位导购的清单；不填则列出所有导购的。",
    "Due": "到期日",
    "Suggestion": "建议",
    "Not again before": "此前不再出现",
    "nobody waits today": "今天没有要联系的客户",
    "no guide {guide} is at work": "没有名为 {guide} 的在职导购",
    "at work are: {known}": "在职导购：{known}",
    "{guide} has left or has not begun, and has no list": "{guide} 已离职或尚未入职，没有待办清单",
    "customers of who has left wait for a handover": "离职导购的客户等待交接",
    "The guide has written to a customer: take the entry off the list, and count the message.": (
        "导购已联系客户：从清单上划掉，并计入消息数。"
    ),
    "Who wrote: the customer's own guide.": "由谁联系：须是该客户的导购。",
    "Leave a customer off the list for some days.": "若干天内不再把客户列入清单。",
    "For how many days.": "多少天。",
    "--days takes 1 to {limit}, not {value}": "--days 应为 1 到 {limit}，而不是 {value}",
    "P{person} does not want messages": "P{person} 不愿接收消息",
    "leave the customer alone until she agrees again": "在客户重新同意之前请勿打扰",
    "no guide at work holds P{person}": "没有在职导购加了 P{person}",
    "a guide must be in contact with her first": "须先有导购添加这位客户",
    "P{person} is a customer of {owner}, not of {guide}": "P{person} 是 {owner} 的客户，不是 {guide} 的",
    "one customer, one guide: leave it to {owner}, or hand the customer over": (
        "一位客户一位导购：请交给 {owner}，或办理交接"
    ),
}
