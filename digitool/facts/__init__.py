"""The evidence that every other room reads: stores, touchpoints, traffic, touches, purchases."""
