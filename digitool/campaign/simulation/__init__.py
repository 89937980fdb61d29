"""The simulation core: both worlds, with and without a campaign, on arrays."""
