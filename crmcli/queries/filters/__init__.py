"""What filters ask of the database, and those that are kept."""
