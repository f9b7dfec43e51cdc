"""The one step that sets pages, in a process of its own: ``python -m exercises.reports.typeset IN.json OUT.pdf``.

A document that wants too much memory or time ends this process and not the worker; what it used is given back at its
end. It knows no Django and reads nothing but the template, the fonts and IN.json:
{"document": …, "standards": […], "timestamp": seconds, "template": path, "fonts": path, "memory": bytes}
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import typst


def main(given: Path, out: Path) -> int:
    asked = json.loads(given.read_text(encoding="utf-8"))
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    template = Path(asked["template"])
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[asked["fonts"]])
    try:
        typst.compile(
            template,
            output=out,
            root=template.parent,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(asked["document"], ensure_ascii=False)},
            pdf_standards=asked["standards"],
            timestamp=asked["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
