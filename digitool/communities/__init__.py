"""Communities: customer groups, their leaders, and community group buying."""
