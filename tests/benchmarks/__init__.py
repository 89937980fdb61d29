"""Ratios against named peers."""
