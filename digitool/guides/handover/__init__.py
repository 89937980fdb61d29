"""Handover: who takes over the customers and groups of a guide who leaves or moves."""
