"""Guides: their roster, their customers, whom to contact, who is paid."""
