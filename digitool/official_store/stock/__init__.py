"""Stock levels and movements, and how far the stock reaches."""
