"""What goes on during long work, told on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(first: str = "") -> Iterator[Callable[[str], None]]:
    """Shows a moving line with the present step, `first` to begin with; a pipe gets nothing."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{first} …" if first else "") as status:
        yield lambda text: status.update(f"{text} …")


@contextmanager
def bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how far a count has come of its total; a pipe gets nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(text, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
