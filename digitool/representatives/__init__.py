"""Field representatives: planned calls at stores, shelf and asset checks, orders taken, coverage."""
