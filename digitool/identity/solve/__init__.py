"""From assertions to persons: clusters, guards and shared values. Pure."""
