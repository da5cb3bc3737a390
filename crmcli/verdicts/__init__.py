"""Reads and judges, writes nothing: what stored facts and events come to at an instant. Below workflows and reports."""
