"""The daily list: whom a guide should see to, why, and what became of it."""
