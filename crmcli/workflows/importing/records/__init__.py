"""Rows of what refers to customers: which are one record, what they change, and how they are written."""
