"""Output formats, one file each, found by name: ``render(view) -> str``."""
