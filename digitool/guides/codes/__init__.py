"""Live codes: who answers a scan, and what the codes brought."""
