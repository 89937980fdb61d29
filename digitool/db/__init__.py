"""The database: the only room that opens one.

Reads run SQL files over the plain driver (`reading`, `tally`); writes are one transaction each
(`writing`); `schema` creates and migrates; `backup` copies; `checks` recomputes invariants.
"""
