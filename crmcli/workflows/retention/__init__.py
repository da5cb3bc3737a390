"""Keeping customers and winning them back: cases opened, measures taken, what came of them."""
