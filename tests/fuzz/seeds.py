#!/usr/bin/env python3
"""Writes where each fuzzer begins (corpus/TARGET) and the words that it may put in (words.dict): the
examples, the corpus, the rules' pages, the grammar's error cases, and what clients really send."""

import collections
import pathlib
import re

here = pathlib.Path(__file__).parent
root = here.parent.parent

texts = [path.read_text(errors="replace") for folder in ["docs/examples", "tests/corpus"] for path in sorted((root / folder).rglob("*.connspec"))]
for page in sorted((root / "docs/rules").rglob("*.md")):
    texts += re.findall(r"```connspec[^\n]*\n(.*?)```", page.read_text(), re.S)
cases = (root / "grammar/test/corpus/error_recovery.txt").read_text()
texts += [case.split("\n---")[0] for case in re.split(r"=====+\n", cases)[2::2]]

# Questions and edits follow a text after a NUL: any bytes will do, so these are the same every time.
choices = bytes((37 * index * index + 11 * index) % 256 for index in range(64))

for target in ["parse", "evaluate", "format", "edits", "ask"]:
    folder = here / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for index, text in enumerate(texts):
        # CRLF and lone CR as well.
        ending = ["\n", "\n", "\r\n", "\r"][index % 4]
        data = text.replace("\n", ending).encode()
        if target in ["edits", "ask"]:
            data += b"\0" + choices[index % 32 : index % 32 + 24]
        (folder / f"seed-{index}").write_bytes(data)

folder = here / "corpus" / "messages"
folder.mkdir(parents=True, exist_ok=True)
bodies = [path.read_text() for path in sorted((root / "tests/lsp/clients").glob("*.json"))]
bodies += [
    '{"jsonrpc":"2.0","method":"exit"}',
    '{"jsonrpc":"2.0","id":"a","result":null}',
    '{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"no"}}',
    '{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"x":[1,2.5e3,"\\ud83d\\ude00\\u00e9\\ud83d"]}}',
    '{"jsonrpc":"1.0"',
    "[]",
]
for index, body in enumerate(bodies):
    head = ["", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"][index % 2]
    message = f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}"
    (folder / f"seed-{index}").write_bytes((message * (1 + index % 3)).encode())

found = collections.Counter()
for text in texts:
    found.update(set(re.findall(r"[A-Za-z_][\w-]*|\d[\w.:/-]*|[^\w\s]+", text)))
words = {word for word, count in found.items() if count > 3 and len(word) < 40}
words |= {"Content-Length: ", "\r\n\r\n", '{"jsonrpc":"2.0",', '"method":', '"params":', '"id":', '"result":', "\\ud83d"}


def quoted(word):
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


(here / "words.dict").write_text("".join(f'"{quoted(word)}"\n' for word in sorted(words)))
