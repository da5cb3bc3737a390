"""Logs that messengers write."""
