"""The database: one connection for both engines, the write door, the tables and where they are."""
