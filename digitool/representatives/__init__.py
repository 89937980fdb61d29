"""Field representatives: planned visits at stores, shelf and asset checks, orders taken, coverage."""
