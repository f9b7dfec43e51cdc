"""Volumes of a report bound into one PDF that stays tagged: pages, tags, destinations and the links between them.

A volume is read, given numbers of its own and written before the next one is looked at, so memory holds one volume and
never the book. Its pages hang in one piece below the book's, its tags as one part below the book's document. A volume's
links to what stands in another are written as addresses below ELSEWHERE; here they become links to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from pikepdf import Name, NameTree, NumberTree, Object, Pdf, Stream, String

from exercises.reports.numbered import Numbered

ELSEWHERE = "https://elsewhere.invalid/"
LEAF = 500  # names in a leaf of their tree

# What changes in an object's text: references, keys and names of tags, links to elsewhere. A string is passed over
# whole, because what stands in it may be a person's words.
_CHANGES = re.compile(
    rb"\d+ 0 R|/(?:StructParents? \d+|(?:ID|Headers \[) \([^\\()]*\)(?: \([^\\()]*\))*"
    rb"|A << /S /URI /Type /Action /URI \(" + re.escape(ELSEWHERE).encode() + rb"[^\\()]*\) >>)"
    rb"|\([^\\()]*(?:\\.[^\\()]*)*\)|<[0-9a-f]*>",
    re.DOTALL,
)


class _Numbering(dict[bytes, bytes]):
    """What becomes of a volume's numbers and names in the book; worked out once for each.

    Objects' numbers begin behind *base* but for those that the book has *instead*, tags' keys at *key*, and names of
    cells with *prefix*.
    """

    def __init__(self, base: int, instead: Mapping[int, int], key: int, prefix: bytes) -> None:
        super().__init__()
        self.base, self.instead, self.key, self.prefix = base, instead, key, prefix

    def text(self, value: Object, *, whole: bool = False) -> bytes:
        """*value* as the book writes it; a reference stays one, but for the object itself if *whole*."""
        return _CHANGES.sub(lambda found: self[found[0]], value.unparse(resolved=whole))

    def __missing__(self, found: bytes) -> bytes:
        changed = self[found] = self._changed(found)
        return changed

    def _changed(self, found: bytes) -> bytes:
        if found.endswith(b" 0 R"):
            number = int(found[:-4])
            return b"%d 0 R" % self.instead.get(number, self.base + number)
        if found.startswith(b"/StructParent"):
            name, key = found.split(b" ")
            return b"%b %d" % (name, self.key + int(key))
        if found.startswith((b"/ID", b"/Headers")):
            return found.replace(b"(", b"(" + self.prefix)
        if found.startswith(b"/A "):
            return b"/Dest (%b" % found.partition(ELSEWHERE.encode())[2].removesuffix(b" >>")
        return found


class Book:
    """The bound file as it grows, and the numbers and names that stand at its end.

    Title, language and outline are the first volume's.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.objects = Numbered(file)
        self.catalog, self.pages, self.tags, self.document = (self.objects.take() for _each in range(4))
        self.volumes = self.count = self.next_key = 0
        self.page_trees, self.parts = list[bytes](), list[bytes]()
        self.key_leaves, self.id_leaves = list[bytes](), list[bytes]()
        self.names = list[tuple[bytes, bytes]]()
        self.roles = dict[str, bytes]()
        # Of the first volume: its catalog and its document's tag, but for what the book has of its own.
        self.opening = self.opening_tag = self.info = b""

    def add(self, path: Path) -> None:
        """Write the volume at *path* behind the others."""
        with Pdf.open(path) as volume:
            self._add(volume)

    def _add(self, volume: Pdf) -> None:
        catalog, tags = volume.Root, volume.Root.StructTreeRoot
        objects = [(_number(each), each) for each in volume.objects]
        (document,) = tags.K
        own = {_number(catalog), _number(tags)}
        # Its page tree hangs below the book's, its tags below the book's document, as a part of it.
        catalog.Pages.Parent = catalog
        instead = {_number(catalog): self.pages, _number(tags): self.document}
        if self.volumes:
            document.S = Name.Part
            own |= {_number(catalog.Metadata), *_outline(catalog.get("/Outlines"))}
        else:
            instead |= {_number(tags): self.tags, _number(document): self.document}
            own.add(_number(document))
        base = self.objects.take(max(number for number, _each in objects)) - 1
        told = _Numbering(base, instead, self.next_key, b"v%05d-" % self.volumes)
        for number, each in objects:
            if number in own:
                continue
            if isinstance(each, Stream):
                self.objects.put_stream(base + number, told.text(each.stream_dict, whole=True), each.read_raw_bytes())
            else:
                self.objects.put(base + number, told.text(each, whole=True))
        if self.volumes:
            self.parts.append(told.text(document))
        else:
            self.opening = _items(told, catalog, without={"/Pages", "/StructTreeRoot", "/Names"})
            self.opening_tag = _items(told, document, without={"/K"})
            self.parts += [told.text(kid) for kid in document.K]
            self.info = told.text(volume.trailer.Info)
        self._remember(told, catalog, tags)

    def _remember(self, told: _Numbering, catalog: Any, tags: Any) -> None:
        """What the book's own trees will hold of a volume."""
        self.count += int(catalog.Pages.Count)
        self.page_trees.append(told.text(catalog.Pages))
        if "/Names" in catalog:
            self.names += [(_string(name), told.text(value)) for name, value in NameTree(catalog.Names.Dests).items()]
        self.roles |= {name: told.text(role) for name, role in tags.RoleMap.items()}
        if keys := [(told.key + key, told.text(value)) for key, value in NumberTree(tags.ParentTree).items()]:
            self.key_leaves.append(self._leaf(b"/Nums", [(b"%d" % key, value) for key, value in keys]))
            self.next_key = keys[-1][0] + 1
        if "/IDTree" in tags:
            ids = NameTree(tags.IDTree).items()
            cells = [(_string(told.prefix.decode() + name), told.text(value)) for name, value in ids]
            self.id_leaves.append(self._leaf(b"/Names", cells))
        self.volumes += 1

    def close(self) -> None:
        """Write what holds the volumes together."""
        self.names.sort()
        leaves = [self._leaf(b"/Names", self.names[start : start + LEAF]) for start in range(0, len(self.names), LEAF)]
        put = self.objects.put
        put(self.pages, b"<< /Type /Pages /Count %d /Kids %b >>" % (self.count, _array(self.page_trees)))
        put(self.document, b"<< %b /K %b >>" % (self.opening_tag, _array(self.parts)))
        put(
            self.tags,
            b"<< /Type /StructTreeRoot /K [ %d 0 R ] /ParentTree << /Kids %b >> /ParentTreeNextKey %d"
            b" /IDTree << /Kids %b >> /RoleMap << %b >> >>"
            % (
                self.document, _array(self.key_leaves), self.next_key, _array(self.id_leaves),
                b" ".join(b"%b %b" % (name.encode(), role) for name, role in self.roles.items()),
            ),
        )  # fmt: skip
        put(
            self.catalog,
            b"<< %b /Pages %d 0 R /StructTreeRoot %d 0 R /Names << /Dests << /Kids %b >> >> >>"
            % (self.opening, self.pages, self.tags, _array(leaves)),
        )
        self.objects.close(self.catalog, self.info)

    def _leaf(self, kind: bytes, pairs: list[tuple[bytes, bytes]]) -> bytes:
        """Write a leaf of a tree of names or numbers; the reference to it."""
        number, limits = self.objects.take(), _array([pairs[0][0], pairs[-1][0]])
        held = _array(each for pair in pairs for each in pair)
        self.objects.put(number, b"<< /Limits %b %b %b >>" % (limits, kind, held))
        return b"%d 0 R" % number


def _number(value: Any) -> int:
    number: int = value.objgen[0]
    return number


def _outline(entry: Any) -> Iterator[int]:
    """The numbers of an outline: its own and those of all that stands in it."""
    if entry is not None:
        yield _number(entry)
        yield from _outline(entry.get("/First"))
        yield from _outline(entry.get("/Next"))


def _items(told: _Numbering, dictionary: Any, *, without: set[str]) -> bytes:
    items = ((name, value) for name, value in dictionary.items() if name not in without)
    return b" ".join(b"%b %b" % (name.encode(), told.text(value)) for name, value in items)


def _string(value: str) -> bytes:
    return String(value).unparse()


def _array(values: Iterable[bytes]) -> bytes:
    return b"[ %b ]" % b" ".join(values)
