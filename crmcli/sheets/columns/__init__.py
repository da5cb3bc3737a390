"""Column names and what they mean: their normal form, the table of synonyms, the fields of each kind."""
