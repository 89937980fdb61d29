"""Results for people and programs: one `Result`, seven formats, each in its own file."""

from __future__ import annotations

from digitool.model.results import Rate
from digitool.render.result import Column, Result

__all__ = ["Column", "Rate", "Result", "cells", "charts", "curves", "result", "tables", "view", "write"]
