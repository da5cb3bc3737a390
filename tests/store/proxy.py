"""A bad network: a proxy on this machine between the program and the server, which cuts connections when told to."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable

#: What to do with what the program sends: let it pass, cut before the server gets it, cut when it has it, or cut
#: when it has answered.
PASS, BEFORE, UNDER_WAY, ANSWERED = "pass", "before", "under way", "answered"
Judge = Callable[[bytes], str]


def when(mark: bytes, how: str, *, count: int = 1, times: int = 1) -> Judge:
    """Cuts at the `count`-th thing sent that holds `mark`, and so often."""
    seen = cuts = 0

    def judge(sent: bytes) -> str:
        nonlocal seen, cuts
        seen += mark in sent
        if mark in sent and seen >= count and cuts < times:
            cuts += 1
            return how
        return PASS

    return judge


class Proxy:
    """Listens on a port of its own and passes everything on, until `judge` says otherwise."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.judge: Judge = lambda sent: PASS
        #: How many of the next connections are cut at once.
        self.refusals = 0
        #: After the next cut nobody answers any more.
        self.leave = False
        self.connections = 0
        self.cuts = 0
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._begin(self._listen)

    def come_back(self) -> None:
        """Answers again on the same port, and cuts nothing."""
        self.leave, self.judge = False, lambda sent: PASS
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._begin(self._listen)

    def close(self) -> None:
        self._go_away()
        for end in self._open:
            _shut(end)
        for thread in self._threads:
            thread.join(10)
        for end in self._open:
            end.close()

    def _begin(self, work: Callable[[], None]) -> None:
        self._threads.append(threading.Thread(target=work, daemon=True))
        self._threads[-1].start()

    def _listen(self) -> None:
        listener = self._listener
        while True:
            try:
                near = listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            self._open.append(near)
            if self.refusals:
                self.refusals -= 1
                _shut(near)
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            self._open.append(far)
            self._begin(lambda near=near, far=far: self._carry(near, far))  # type: ignore[misc]

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        """Both ways of one connection, until it ends or is cut."""
        try:
            while True:
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(1 << 16)
                    if not data:
                        return
                    if end is far:
                        near.sendall(data)
                        continue
                    verdict = self.judge(data)
                    if verdict != BEFORE:
                        far.sendall(data)
                    if verdict == ANSWERED:
                        far.recv(1 << 16)
                    if verdict != PASS:
                        self._cut()
                        return
        except OSError:
            return
        finally:
            _shut(near)
            _shut(far)

    def _cut(self) -> None:
        self.cuts += 1
        if self.leave:
            self._go_away()

    def _go_away(self) -> None:
        _shut(self._listener)
        self._listener.close()


def _shut(end: socket.socket) -> None:
    """Ends a connection for both sides, and whoever waits on it in another thread."""
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
