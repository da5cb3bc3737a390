"""Whether the database is whole, and reading around what is not."""
