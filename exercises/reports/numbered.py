"""A PDF written object by object: small ones in compressed bundles, and at the end the list of where each one is.

Of what was written only its place stays in memory: seven bytes an object.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import IO

TOGETHER = 200  # objects in a bundle
LEVEL = 3  # of compression: 6 takes three times as long for a twentieth less
_ENTRY = struct.Struct(">BIH")  # kind, place, place in its bundle
_ALONE, _BUNDLED = 1, 2


class Numbered:
    """Objects of a PDF in *file*, each put under a number that was taken before."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self._length = file, hashlib.sha256(), 0
        self._entries = bytearray(_ENTRY.size)  # nothing has the number 0
        self._bundle: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def take(self, count: int = 1) -> int:
        """The first of *count* numbers that nothing else will have."""
        first = len(self._entries) // _ENTRY.size
        self._entries += bytes(_ENTRY.size * count)
        return first

    def put(self, number: int, value: bytes) -> None:
        """Write what is no stream under *number*."""
        self._bundle.append((number, value))
        if len(self._bundle) == TOGETHER:
            self._put_bundle()

    def put_stream(self, number: int, dictionary: bytes, content: bytes) -> None:
        """Write a stream under *number*; its *dictionary* has the length of *content*."""
        self._enter(number, _ALONE, self._length)
        self._write(b"%d 0 obj\n%b\nstream\n" % (number, dictionary))
        self._write(content)
        self._write(b"\nendstream\nendobj\n")

    def close(self, root: int, info: bytes) -> None:
        """Write the list of places; *root* is the catalog's number, *info* the value that holds title and dates."""
        if self._bundle:
            self._put_bundle()
        number, start, name = self.take(), self._length, self._digest.hexdigest()[:32].encode()
        self._enter(number, _ALONE, start)
        self._put_compressed(
            number,
            b"/Type /XRef /W [ 1 4 2 ] /Size %d /Root %d 0 R /Info %b /ID [ <%b> <%b> ]"
            % (number + 1, root, info, name, name),
            bytes(self._entries),
        )
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _put_bundle(self) -> None:
        bundle = self.take()
        places, at = list[bytes](), 0
        for place, (number, value) in enumerate(self._bundle):
            self._enter(number, _BUNDLED, bundle, place)
            places.append(b"%d %d" % (number, at))
            at += len(value) + 1
        head = b" ".join(places) + b"\n"
        values = b"\n".join(value for _number, value in self._bundle)
        self._put_compressed(bundle, b"/Type /ObjStm /N %d /First %d" % (len(self._bundle), len(head)), head + values)
        self._bundle.clear()

    def _put_compressed(self, number: int, keys: bytes, content: bytes) -> None:
        packed = zlib.compress(content, LEVEL)
        self.put_stream(number, b"<< %b /Filter /FlateDecode /Length %d >>" % (keys, len(packed)), packed)

    def _enter(self, number: int, kind: int, place: int, index: int = 0) -> None:
        _ENTRY.pack_into(self._entries, number * _ENTRY.size, kind, place, index)

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._length += len(content)
