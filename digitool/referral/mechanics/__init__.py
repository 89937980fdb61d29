"""Mechanics of social referral, one pure file each, all of one shape (`referral.mechanic`).

Live operation and simulation fold the same events with the same ``step``; a new mechanic is a new file.
"""
