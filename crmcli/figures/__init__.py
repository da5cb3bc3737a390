"""Pure arithmetic: what figures mean, and how they are computed from counts and scores."""
