"""Import: from what sheets hold to records, each row with its fate."""
