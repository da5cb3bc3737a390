"""The policy's text: checked as a whole before it is stored, and changed key by key."""
