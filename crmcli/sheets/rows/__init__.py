"""Typed rows out of a recognised table."""
