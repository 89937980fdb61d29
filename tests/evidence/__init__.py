"""Claims: what counts of them."""
