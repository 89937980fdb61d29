"""Answers that report a failure: which there are, and what to do about each."""

from __future__ import annotations

import re

from digitool.errors import DataError
from digitool.model.text import mask_value
from digitool.sources.file.opening import Document

AGAIN = "The download failed. Repeat the request, then import its answer."

NO_BILL = (
    "There is no bill for that day, because nothing was paid or refunded. There is nothing to import and"
    " nothing to repeat."
)
_SLOWER = "Too many requests. Wait until the same minute, hour or day is over, then repeat it once."
_EXPIRED = "The access token is invalid or has expired. Fetch a new one once, then repeat the request."
_RIGHT = "The application lacks the right to read this. Give it that right at the platform, then repeat it."
_LICENCE = "The account has no interface licence. Buy or assign one at WeCom, then repeat the request."
_NO_GUIDE = "WeCom knows no such guide. Leave that userid out, then repeat the request."

WHAT_TO_DO = {
    "NO_STATEMENT_EXIST": NO_BILL,
    "No Bill Exist": NO_BILL,
    "20002": NO_BILL,
    "STATEMENT_CREATING": "The bill is still being made. Repeat the request in half an hour.",
    "INVALID_REQUEST": "WeChat Pay does not accept the request. Correct its date and type, then repeat it.",
    "NO_AUTH": _RIGHT,
    "FREQUENCY_LIMITED": _SLOWER,
    "SIGN_ERROR": "The signature is wrong. Check the merchant's certificate and key, then repeat it.",
    "-1": "The platform is busy. Repeat the request, at most three times.",
    "40001": "The secret is wrong. Correct it first: wrong ones, sent again, block the address for an hour.",
    "40014": _EXPIRED,
    "42001": _EXPIRED,
    "4201": _EXPIRED,
    "45009": _SLOWER,
    "45033": "Too many requests at once. Send fewer side by side, then repeat it.",
    "40096": "An external_userid is wrong, mostly another company's. Leave it out, then repeat it.",
    "40097": "The guide has not left. Use transfer_customer instead of resigned/transfer_customer.",
    "41050": "The welcome code lasts 20 seconds and is over. There is nothing to import or to repeat.",
    "41051": "The chat has begun, so no welcome is sent. There is nothing to import or to repeat.",
    "48002": _RIGHT,
    "60011": _RIGHT,
    "84074": _RIGHT,
    "60020": "The address of your server is not trusted. Add it to the application at WeCom, then repeat it.",
    "60111": _NO_GUIDE,
    "81013": _NO_GUIDE,
    "81017": "Too many guides in one request. Ask for fewer at a time.",
    "301002": _LICENCE,
    "701008": _LICENCE,
    "5000": "Youzan knows no such trade in this shop. Check that the token is this shop's, then repeat it.",
}
"""What a person does about each code that a platform answers with."""

_CELL = r"<{name}>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</{name}>"


def error_answer(document: Document, code: str, text: str) -> DataError:
    """A file that holds an answer of this code and text instead of data."""
    return DataError(
        "error_answer",
        "{file} holds an error answer, not data: {error} {text}",
        hint=WHAT_TO_DO.get(code) or WHAT_TO_DO.get(text.strip(), AGAIN),
        file=document.name,
        error=mask_value(code, 30),
        text=mask_value(text, 80),
    )


def refuse_failed_xml(document: Document) -> None:
    """Raise DataError for an XML answer of WeChat Pay's older interface that reports a failure."""
    found = {name: _cell(document.peek, name) for name in ("return_code", "result_code")}
    if "FAIL" not in found.values():
        return
    code = _cell(document.peek, "err_code") or _cell(document.peek, "error_code") or "FAIL"
    raise error_answer(
        document, code, _cell(document.peek, "err_code_des") or _cell(document.peek, "return_msg")
    )


def _cell(text: str, name: str) -> str:
    found = re.search(_CELL.format(name=name), text, re.DOTALL)
    return found[1] if found else ""
