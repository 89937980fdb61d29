"""Files that digitool knows but does not import, each refused with its reason instead of "unknown"."""

from __future__ import annotations

from typing import NamedTuple

from digitool.errors import DataError
from digitool.sources.answers.failures import refuse_failed_xml
from digitool.sources.answers.pages import Page, first_page, refuse_error
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import first_names

NO_PEOPLE = (
    "{file} is recognised ({format}), but it holds figures, and no customer, payment or count at a door"
)
NOT_YET = "{file} is recognised ({format}), but this version does not import it"
_BY_MAPPING = "A table can be imported with a mapping: digitool import --learn FILE proposes one."
_SEE = "See what is imported: digitool formats."


class Lookalike(NamedTuple):
    """One known file: its name, how it is told, why it is refused, and what to do.

    ``marks`` are header names of a table, or key paths (``data/list``) of an answer; all must be
    there. ``starts`` is how the first cell of the first row begins.
    """

    name: str
    marks: tuple[str, ...]
    why: str = NOT_YET
    hint: str = _SEE
    starts: tuple[str, ...] = ()


TABLES = (
    Lookalike(
        "WeChat personal bill / 微信个人账单",
        ("交易时间", "交易对方", "收/支", "交易单号"),
        "{file} is recognised ({format}), but it is one person's own spending, not a shop's takings",
        "Download the trade bill from the WeChat Pay merchant platform.",
        ("微信支付账单明细",),
    ),
    Lookalike(
        "Alipay personal bill / 支付宝个人账单",
        ("交易对方", "收/支", "交易状态"),
        "{file} is recognised ({format}), but it is one person's own spending, not a shop's takings",
        "Download the business detail (业务明细) from the Alipay merchant platform.",
        ("支付宝交易记录明细", "支付宝(中国)网络技术有限公司"),
    ),
    Lookalike(
        "WeChat Pay fund-flow bill / 微信支付资金账单",
        ("记账时间", "微信支付业务单号", "资金流水单号"),
        "{file} is recognised ({format}), but its rows are movements of an account, without payers",
        "Import the trade bill (交易账单) of the same day.",
    ),
    Lookalike(
        "WeChat Pay coupon use flow / 微信支付代金券核销明细",
        ("批次id", "优惠id", "支付单号"),
        "{file} is recognised ({format}), but these coupons are WeChat Pay's and name nobody;"
        " what was paid after them stands in the trade bill",
        "Import the trade bill (交易账单) of the same day.",
    ),
    Lookalike(
        "Youzan customer export / 有赞客户导出",
        ("客户姓名", "客户手机号", "成为客户时间"),
        NOT_YET,
        _BY_MAPPING,
    ),
    Lookalike(
        "WeCom customer export / 企业微信后台客户导出",
        ("客户名称", "添加人", "添加时间"),
        "{file} is recognised ({format}), but it holds no external_userid, so two rows may be one person",
        "Import the answers of batch/get_by_user, or use a mapping: digitool import --learn FILE.",
    ),
    Lookalike(
        "Taobao orders / 淘宝订单",
        ("订单编号", "买家会员名", "买家实际支付金额"),
        "{file} is recognised ({format}), but its buyers are masked and match nobody",
        _SEE,
    ),
    Lookalike(
        "JD orders / 京东订单",
        ("订单号", "下单帐号", "京东价"),
        "{file} is recognised ({format}), but its buyers are masked and match nobody",
        _SEE,
    ),
    Lookalike(
        "Shopify customers / Shopify 客户", ("Customer ID", "Accepts Email Marketing"), NOT_YET, _BY_MAPPING
    ),
    Lookalike("Square sales / Square 销售", ("Time Zone", "Gross Sales", "Event Type"), NOT_YET, _BY_MAPPING),
    Lookalike(
        "Loyverse receipts / Loyverse 小票",
        ("Receipt number", "Receipt type"),
        "{file} is recognised ({format}), but its dates differ by the account's language",
        _BY_MAPPING,
    ),
    Lookalike(
        "Google Analytics export / 谷歌分析导出",
        (),
        NO_PEOPLE,
        _SEE,
        ("# Start date", "# ------------", "#Start date"),
    ),
)

ANSWERS = (
    Lookalike(
        "link to a WeChat Pay bill / 微信支付账单下载链接",
        ("hash_type", "download_url"),
        "{file} is recognised ({format}), but it is only the link; the bill itself is behind it",
        "Download the link within 5 minutes.",
    ),
    Lookalike("WeCom guide figures / 企业微信成员联系统计", ("behavior_data",), NO_PEOPLE),
    Lookalike("WeCom contact way / 企业微信联系我", ("contact_way",)),
    Lookalike(
        "WeCom handover request / 企业微信客户转接请求",
        ("handover_userid", "external_userid"),
        "{file} is recognised ({format}), but it only asks; what became of it stands in the answer",
        "Send it, and import the answer.",
    ),
    Lookalike("mini-program analytics / 小程序数据分析", ("ref_date",), NO_PEOPLE),
    Lookalike("mini-program analytics / 小程序数据分析", ("list/ref_date",), NO_PEOPLE),
    Lookalike("item code answer / 一物一码接口", ("code", "code_url")),
    Lookalike("item code answer / 一物一码接口", ("application_id", "code")),
    Lookalike(
        "answer with an empty list / 空列表",
        ("list",),
        "{file} is recognised ({format}), but an empty list means not ready, not zero",
        "Repeat the request later.",
    ),
)


def refuse_lookalike(document: Document) -> None:
    """Raise DataError ``format_not_imported`` or ``error_answer`` for a file that is known."""
    found: Lookalike | None = None
    if document.shape == "table":
        found = next((known for known in TABLES if _is_table(document, known)), None)
    elif document.shape == "json":
        page = first_page(document)
        refuse_error(document, page)
        found = next((known for known in ANSWERS if _is_answer(page, known)), None)
    else:
        refuse_failed_xml(document)
    if found is not None:
        raise DataError(
            "format_not_imported", found.why, hint=found.hint, file=document.name, format=found.name
        )


def _is_table(document: Document, known: Lookalike) -> bool:
    rows = first_names(document)
    if rows and rows[0][0].lstrip("-").startswith(known.starts):
        return True
    return bool(known.marks) and any(set(known.marks) <= set(names) for names in rows)


def _is_answer(page: Page, known: Lookalike) -> bool:
    return all(_has(page, mark) for mark in known.marks)


def _has(page: object, path: str) -> bool:
    """Whether a key path leads somewhere; a list stands for its first element."""
    for name in path.split("/"):
        if isinstance(page, list):
            page = page[0] if page else None
        if not isinstance(page, dict) or name not in page:
            return False
        page = page[name]
    return True
