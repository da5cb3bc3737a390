"""Greetings: written in the team's words, put into the outbox once, and noted as care when they went out."""
