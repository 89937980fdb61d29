"""Coupons at the till: locked, redeemed, given back."""
