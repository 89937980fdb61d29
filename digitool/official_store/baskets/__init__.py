"""Scan-and-go: baskets, exit passes, and whom the guard looks at."""
