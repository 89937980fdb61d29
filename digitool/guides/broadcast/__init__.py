"""Broadcasts: from a message plan to decisions, request files and what became of them."""
