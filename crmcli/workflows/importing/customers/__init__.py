"""Rows of people: which of them, and of whom is known, are one customer, and what they say of it together."""
