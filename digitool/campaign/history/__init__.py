"""What a workspace's history says of its customers, as columns."""
