"""How PostgreSQL writes the macros of statements; it stands here until the program speaks to it itself."""

from __future__ import annotations

from digitool.db.statements import Dialect

POSTGRES = Dialect(
    {
        "ints": "(SELECT CAST(e.value AS bigint) AS value"
        " FROM json_array_elements_text(CAST({0} AS json)) AS e (value))",
        "texts": "(SELECT e.value FROM json_array_elements_text(CAST({0} AS json)) AS e (value))",
        "ints_by_name": "(SELECT e.name, CAST(e.value AS bigint) AS value"
        " FROM json_each_text(CAST({0} AS json)) AS e (name, value))",
        "texts_by_name": "(SELECT e.name, e.value FROM json_each_text(CAST({0} AS json)) AS e (name, value))",
        "div": "div({0}, {1})",
        "least": "least({all})",
        "greatest": "greatest({all})",
        "listed": "CAST(json_agg({0}) AS text)",
        "row_of": "json_build_array({all})",
        "joined": "string_agg({0}, {1})",
        "text_in": "(CAST({0} AS json) ->> {1})",
        "int_in": "CAST(CAST({0} AS json) ->> {1} AS bigint)",
        "flag_in": "CAST(CAST({0} AS json) ->> {1} AS boolean)",
        "differs": "({0} IS DISTINCT FROM {1})",
    },
    then="JOIN",
)
