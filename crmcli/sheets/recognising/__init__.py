"""Of what kind a table is, and which column holds which field."""
