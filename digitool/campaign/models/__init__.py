"""Models of customers from the literature, on arrays. Pure."""
