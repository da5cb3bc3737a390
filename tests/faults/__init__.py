"""What nobody would write by hand: odd rows against every reader, odd words through every command.

The quick parts run with the other tests; all of it: `python -m tests.faults.long`, whose figures stand in docs/reliability.md.
"""
