"""Guides: relations, bindings, live codes, contact policy, handover, commission."""
