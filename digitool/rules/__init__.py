"""Dated platform and legal rules: data with a source and a time in force, never constants in code."""

from __future__ import annotations

from digitool.rules.reader import Rule, at, eras

__all__ = ["Rule", "at", "eras", "reader"]
