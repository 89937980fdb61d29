"""Segments: who is in a group of customers that a file describes, and the tags that follow from it."""
