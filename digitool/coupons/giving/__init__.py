"""Coupons are given out: to customers, as printed codes, by claim."""
