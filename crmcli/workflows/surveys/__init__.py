"""Surveys: forms, waves, answers and the mails that invite to them."""
