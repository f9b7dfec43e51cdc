"""Volumes of a report bound into one PDF that stays tagged: pages, tags, destinations and the links between them.

A volume's links to what stands in another are written as addresses below ELSEWHERE; here they become links to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

ELSEWHERE = "https://elsewhere.invalid/"


def bind(volumes: Sequence[Path], out: Path) -> None:
    """Write *volumes* as one file to *out*; title, language and outline are the first one's."""
    with Pdf.open(volumes[0]) as book:
        numbers, names, ids = _tree(book), _names(book), _ids(book)
        top = book.Root.StructTreeRoot.K[0]
        first, pages = [page.obj for page in book.pages], list[Any]()
        for number, path in enumerate(volumes[1:], 1):
            with Pdf.open(path) as volume:
                key = len(numbers) and numbers[-1][0] + 1
                _renumber(volume, key, f"v{number}-")
                # One by one into book.pages, each would go through all that are there: a minute for a long report.
                pages += [book.copy_foreign(_whole(page.obj)) for page in volume.pages]
                # What its tags, numbers and names refer to are the pages that were just taken over.
                root = volume.Root
                held = Dictionary(T=root.StructTreeRoot, N=root.get("/Names", Dictionary()))
                taken = book.copy_foreign(volume.make_indirect(held))
                for element in _children(taken.T.K[0]):
                    element.P = top
                    top.K.append(element)
                numbers += [(int(at) + key, value) for at, value in _pairs(taken.T.ParentTree.Nums)]
                ids += [(f"v{number}-{name}", value) for name, value in _pairs(_id_names(taken.T))]
                found = _pairs(taken.N.Dests.Names) if "/Dests" in taken.N else ()
                names |= {str(name): value for name, value in found}
        _append(book.Root.Pages, pages)
        root = book.Root.StructTreeRoot
        root.ParentTree = book.make_indirect(Dictionary(Nums=_flat((n, value) for n, value in numbers)))
        root.ParentTreeNextKey = numbers[-1][0] + 1 if numbers else 0
        root.IDTree = book.make_indirect(_named(ids))
        book.Root.Names = Dictionary(Dests=book.make_indirect(_named(names.items())))
        _lead_on([*first, *pages], frozenset(names))  # book.pages does not know of those that were hung in
        book.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _whole(page: Any) -> Any:
    """A page with what it has from the tree that it hangs in, and without that tree."""
    for name in (Name.Resources, Name.MediaBox, Name.CropBox, Name.Rotate):
        if name not in page and (held := _inherited(page, name)) is not None:
            page[name] = held
    return page


def _inherited(page: Any, name: Name) -> Any:
    above = page.get("/Parent")
    while above is not None:
        if name in above:
            return above[name]
        above = above.get("/Parent")
    return None


def _append(tree: Any, pages: Sequence[Any]) -> None:
    """Hang *pages* after those of the page *tree*."""
    for page in pages:
        page.Parent = tree
        tree.Kids.append(page)
    tree.Count = int(tree.Count) + len(pages)


def _tree(pdf: Pdf) -> list[tuple[int, Any]]:
    return [(int(at), value) for at, value in _pairs(pdf.Root.StructTreeRoot.ParentTree.Nums)]


def _names(pdf: Pdf) -> dict[str, Any]:
    return {str(name): value for name, value in _pairs(pdf.Root.Names.Dests.Names)} if "/Names" in pdf.Root else {}


def _ids(pdf: Pdf) -> list[tuple[str, Any]]:
    return [(str(name), value) for name, value in _pairs(_id_names(pdf.Root.StructTreeRoot))]


def _id_names(tree: Any) -> Any:
    return tree.IDTree.Names if "/IDTree" in tree else Array()


def _pairs(array: Any) -> Iterator[tuple[Any, Any]]:
    items = list(array)
    yield from zip(items[::2], items[1::2], strict=True)


def _flat(pairs: Any) -> Array:
    return Array([each for pair in pairs for each in pair])


def _named(pairs: Any) -> Dictionary:
    """A name tree of one leaf: its names in the order of their bytes."""
    ordered = sorted((str(name).encode(), value) for name, value in pairs)
    limits = [String(ordered[0][0].decode()), String(ordered[-1][0].decode())] if ordered else []
    leaf = Dictionary(Names=_flat((String(name.decode()), value) for name, value in ordered))
    if limits:
        leaf.Limits = Array(limits)
    return Dictionary(Kids=Array([leaf])) if limits else leaf


def _children(element: Any) -> list[Any]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _renumber(volume: Pdf, key: int, prefix: str) -> None:
    """Give the volume's pages, links and cells numbers and names that no other volume has."""
    for page in volume.pages:
        if "/StructParents" in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + key
        for annotation in page.obj.get("/Annots", Array()):
            if "/StructParent" in annotation:
                annotation.StructParent = int(annotation.StructParent) + key
    if "/IDTree" not in volume.Root.StructTreeRoot:
        return
    for each in volume.objects:
        if isinstance(each, Dictionary) and "/ID" in each and "/S" in each:
            each.ID = String(prefix + str(each.ID))
        if isinstance(each, Dictionary) and "/A" in each and "/S" in each:
            _rename_headers(each.A, prefix)


def _rename_headers(attributes: Any, prefix: str) -> None:
    for each in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(each, Dictionary) and "/Headers" in each:
            each.Headers = Array([String(prefix + str(header)) for header in each.Headers])


def _lead_on(pages: Sequence[Any], names: frozenset[str]) -> None:
    """Turn addresses below ELSEWHERE into links inside the book; what is nowhere in it leads nowhere."""
    for page in pages:
        for annotation in page.get("/Annots", Array()):
            action = annotation.get("/A")
            if action is None or action.get("/S") != Name.URI:
                continue
            target = str(action.get("/URI", ""))
            if target.startswith(ELSEWHERE):
                del annotation.A
                if target.removeprefix(ELSEWHERE) in names:
                    annotation.Dest = String(target.removeprefix(ELSEWHERE))
