"""Bindings: who serves whom, folded from all that happened."""
