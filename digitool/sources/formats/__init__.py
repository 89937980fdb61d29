"""The import formats, one module each, found by its ``FORMAT``."""
