"""Imports, from a file to the figures: bad rows, bad files, bad moments, any order."""
