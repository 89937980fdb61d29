"""Rewards: promised by deeds, capped, decided on and paid."""
