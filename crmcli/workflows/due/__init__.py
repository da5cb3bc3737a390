"""The queue of everything that is due: its rows, where they come from, and what ticks them off."""
