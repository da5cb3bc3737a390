"""What the rules say of a customer: scores, standing, when it goes stale, and why. Pure."""
