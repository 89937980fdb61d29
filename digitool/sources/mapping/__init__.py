"""Mappings: which columns of somebody's table hold what."""
