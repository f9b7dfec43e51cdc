"""The one step that sets pages, in a process of its own.

``python -m exercises.reports.typeset IN.json OUT.pdf AT MEMORY [STANDARD]``

A document that wants too much memory or time ends this process and not the worker; what it used is given back at its
end. It knows no Django and reads nothing but the template, the fonts and IN.json, which pdf.as_data made. AT is the
file's own time in seconds, MEMORY the address space that it may have in bytes, STANDARD what the compiler is to check.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATE = HERE / "typst" / "report.typ"


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
            sys_inputs={"document": Path(given).read_text(encoding="utf-8")},
            pdf_standards=list(standards),
            timestamp=int(at),
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
