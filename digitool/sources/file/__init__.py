"""A file as readers see it: bytes, text, rows, cells, within limits."""
