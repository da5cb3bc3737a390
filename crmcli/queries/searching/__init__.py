"""Customers found by what they are called, spelled or reached by: their search texts, made here or beside an import."""
