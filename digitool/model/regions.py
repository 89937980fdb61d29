"""Names of provinces as different files write them."""

from __future__ import annotations

_ENDINGS = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "省",
    "市",
)


def plain_region(text: str) -> str:
    """A province without the ending that some files write and others leave out: ``广东省`` is ``广东``.

    Any other text stays as it is, so a chain may call its regions what it likes.
    """
    name = " ".join(text.split())
    for ending in _ENDINGS:
        if len(name) > len(ending) + 1 and name.endswith(ending):
            return name[: -len(ending)]
    return name
