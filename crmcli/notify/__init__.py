"""What leaves the house: mails, each at most once."""
