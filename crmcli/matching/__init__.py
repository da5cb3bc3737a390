"""When two names, phones or addresses are the same, and which records resemble each other. Pure."""
