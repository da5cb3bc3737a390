"""Records that stand there twice: found, merged, and taken apart again."""
