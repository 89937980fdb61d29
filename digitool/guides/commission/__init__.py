"""Commission: which guide an order is credited to, what she earns, and when it is settled."""
