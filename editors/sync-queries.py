#!/usr/bin/env python3
"""Copies the grammar's queries to the editors that want them in folders of their own.

    sync-queries.py             writes them
    sync-queries.py --check     fails if one is not what it would write

Links would do on most systems and break on Windows. Where editors name a capture differently, it is renamed on the way.
"""
import pathlib
import re
import sys

EDITORS = pathlib.Path(__file__).resolve().parent
SOURCE = EDITORS.parent / "grammar" / "queries"

# Neovim's names are those of the grammar's queries.
HELIX = {
    "boolean": "constant.builtin.boolean",
    "keyword.type": "keyword.storage.type",
    "module": "namespace",
    "number": "constant.numeric",
    "property": "variable.other.member",
    "string.escape": "constant.character.escape",
    "assignment.outer": "entry.around",
    "assignment.inner": "entry.inside",
    "block.outer": "class.around",
    "block.inner": "class.inside",
    "comment.outer": "comment.around",
    "parameter.inner": "parameter.inside",
}
ZED = {"keyword.type": "type", "module": "variable"}
COPIES = [
    # folder, the queries it takes, captures renamed
    ("neovim/queries/connspec", ["highlights", "folds", "indents", "injections", "locals", "textobjects"], {}),
    ("helix/queries/connspec", ["highlights", "injections", "textobjects"], HELIX),   # its indents are another language
    ("zed/languages/connspec", ["highlights", "injections"], ZED),                    # and so are most of Zed's queries
]


def adapted(name, text, renamed):
    text = re.sub(r"@([A-Za-z][\w.-]*)", lambda m: "@" + renamed.get(m[1], m[1]), text)
    return f"; Copied from grammar/queries/{name}.scm by editors/sync-queries.py.\n{text}"


def main():
    check = "--check" in sys.argv[1:]
    stale = []
    for folder, names, renamed in COPIES:
        for name in names:
            source, copy = SOURCE / f"{name}.scm", EDITORS / folder / f"{name}.scm"
            wanted = adapted(name, source.read_text(encoding="utf-8"), renamed) if source.exists() else None
            present = copy.read_text(encoding="utf-8") if copy.exists() else None
            if wanted == present:
                continue
            stale.append(copy.relative_to(EDITORS))
            if check:
                continue
            if wanted is None:
                copy.unlink()
            else:
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(wanted, encoding="utf-8", newline="\n")
    for copy in stale:
        print(("stale: " if check else "written: ") + str(copy))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
