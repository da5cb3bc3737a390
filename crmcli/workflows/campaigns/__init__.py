"""Campaigns and events: planned, drawn, invited to, attended."""
