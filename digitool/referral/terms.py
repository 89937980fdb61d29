"""Terms of a mechanic as they are stored and typed: a flat table of names and values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from digitool.errors import Phrase, UsageError
from digitool.model.stored_json import stored_as
from digitool.model.text import meant
from digitool.referral.mechanics.shape import mechanics


def mechanic_of(name: str) -> Any:  # noqa: ANN401 - a module
    """The module of a mechanic. Raises UsageError with the nearest name."""
    known = mechanics()
    if name in known:
        return known[name]
    raise UsageError(
        "unknown_mechanic",
        "there is no mechanic {mechanic}",
        mechanic=name,
        **meant(name, list(known), "the mechanics are: {known}"),
        known=", ".join(known),
    )


def make_terms(name: str, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the mechanic's own dataclass
    """Terms from values by name. Raises UsageError for a name or value that cannot be."""
    module = mechanic_of(name)
    names = [field.name for field in fields(module.Terms)]
    for key in values:
        if key not in names:
            raise UsageError(
                "unknown_term",
                "{mechanic} has no term {term}",
                hint="its terms are: {known}",
                mechanic=name,
                term=key,
                known=", ".join(names),
            )
    try:
        return module.Terms(**values)
    except (TypeError, ValueError) as error:
        raise UsageError(
            "bad_terms",
            "these terms of a {title} cannot be: {reason}",
            hint="change the terms and try again",
            title=Phrase(module.TITLE, {}),
            mechanic=name,
            reason=Phrase(str(error).replace("{", "(").replace("}", ")"), {}),
        ) from error


def terms_text(terms: Any) -> str:  # noqa: ANN401
    """Terms as one line of JSON."""
    return json.dumps(asdict(terms), ensure_ascii=False, sort_keys=True)


@stored_as("the terms of a referral campaign")
def stored_terms(name: str, text: str) -> Any:  # noqa: ANN401
    """Terms as they were stored. Raises DamageError."""
    return make_terms(name, json.loads(text))
