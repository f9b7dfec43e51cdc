"""The one step that sets pages, in a process of its own.

``python -m exercises.reports.typeset IN.json OUT.pdf AT MEMORY [STANDARD]``

A document that wants too much memory or time ends this process and not the worker; what it used is given back at its
end. It knows no Django and reads nothing but the template, the fonts and IN.json, which pdf.as_data made. AT is the
file's own time in seconds, MEMORY the address space that it may have in bytes, STANDARD what the compiler is to check.
"""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATE = HERE / "typst" / "report.typ"
# Latin letters, and the signs, figures and arrows that stand in every script; no mark that joins the letter before it.
_LATIN = re.compile(
    "[\n\t -~\u00a0-\u02ff\u1e00-\u1eff\u2000-\u2010\u2012-\u2027\u202f-\u205f\u20a0-\u20bf\u2190-\u22ff]*"
)


def main(given: str, out: str, at: str, memory: str, *standards: Any) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
    try:
        typst.compile(
            TEMPLATE,
            output=Path(out),
            root=TEMPLATE.parent,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=inputs(Path(given).read_text(encoding="utf-8")),
            pdf_standards=list(standards),
            timestamp=int(at),
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 3
    return 0


def inputs(document: str) -> dict[str, str]:
    """What the template reads: the document, and whether all of its words are in Latin letters."""
    return {"document": document, "latin": "yes" if _LATIN.fullmatch(document) else ""}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
