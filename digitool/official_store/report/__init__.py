"""The figures of the official store."""
