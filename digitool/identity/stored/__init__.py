"""Identifiers, assertions and persons in the database."""
