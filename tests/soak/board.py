"""What time is it, and who has nothing left to do? A page of memory that the processes of a soak share."""

import mmap
import struct
from datetime import UTC, datetime

DOWN, BUSY = 0.0, -1.0
"""What a replica says in place of a moment: not there (yet); at work."""

_NUMBER = struct.Struct("d")


class Board:
    """A clock that the driver sets, and a mark of each replica: the moment at which it was idle."""

    def __init__(self, path):
        if not path.exists():
            path.write_bytes(bytes(mmap.PAGESIZE))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), mmap.PAGESIZE)

    def _get(self, place):
        return _NUMBER.unpack_from(self._page, place * _NUMBER.size)[0]

    def set(self, moment):
        """Let it be ``moment``."""
        _NUMBER.pack_into(self._page, 0, moment.timestamp())

    def seconds(self):
        """The time, since 1970."""
        return self._get(0)

    def now(self):
        """The time, aware."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def mark(self, replica, seconds):
        """Say of a replica, counted from 1, that it was idle then, or is `DOWN` or `BUSY`."""
        _NUMBER.pack_into(self._page, replica * _NUMBER.size, seconds)

    def marks(self, replicas):
        """What so many replicas say."""
        return [self._get(number) for number in range(1, replicas + 1)]
