#!/usr/bin/env python3
"""Long runs against the language server and the command line: does memory stay, does everything get its answer?

  cargo build --release && tests/stress.py              all of them, a few minutes
  tests/stress.py edits --edits 100000                  one of them: edits, big, line, files, deep

Prints what docs/reliability.md quotes. Ends with 1 if something that must hold does not.
"""

import argparse
import json
import os
import pathlib
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("what", nargs="*", help="edits, big, line, files, deep")
parser.add_argument("--server", default="target/release/connspec")
parser.add_argument("--edits", type=int, default=100_000)
parser.add_argument("--patience", type=float, default=300, help="seconds that an answer may take")
options = parser.parse_args()
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print(f"  FAILED: {what}")


def megabytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


class Client:
    def __init__(self, folder=None):
        self.child = subprocess.Popen([options.server, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.answers, self.pushed, self.next = {}, queue.Queue(), 0
        self.came = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        folders = [{"uri": folder.as_uri(), "name": "stress"}] if folder else None
        capabilities = {"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": ["utf-8"]}}
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities, "workspaceFolders": folders})
        self.notify("initialized", {})

    def read(self):
        out = self.child.stdout
        while head := out.readline():
            length = int(head.split(b":")[1])
            out.readline()
            message = json.loads(out.read(length))
            with self.came:
                if "method" not in message:
                    self.answers[message["id"]] = message
                    self.came.notify_all()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.child.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.child.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.next += 1
        self.send({"id": self.next, "method": method, "params": params})
        return self.next

    def answer(self, number):
        with self.came:
            if not self.came.wait_for(lambda: number in self.answers, options.patience):
                raise SystemExit(f"no answer to request {number} after {options.patience} s")
            return self.answers.pop(number)

    def request(self, method, params):
        return self.answer(self.ask(method, params))

    def open(self, uri, text):
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "connspec", "version": 1, "text": text}})

    def change(self, uri, version, line, start, end, text):
        place = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"range": place, "text": text}]},
        )

    def pull(self, uri):
        return self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["result"]["items"]

    def memory(self):
        return megabytes(self.child.pid)

    def end(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        check(self.child.wait(20) == 0, "the server ends when told")


def hub(number, branches=8):
    text = f"vnet hub{number} {{ prefixes = 10.{number % 256}.0.0/16 }}\ngateway vpn g{number} {{ vnet = hub{number}, sku = VpnGw2AZ }}\n"
    for branch in range(branches):
        name = f"{number}_{branch}"
        text += f"site s{name} {{\n  prefixes = 172.{16 + branch}.{number % 256}.0/24\n  device d {{ public-ip = 198.51.{branch}.{number % 256} }}\n}}\n"
        text += f"connection site-to-site c{name} {{\n  site = s{name}\n  gateway = g{number}\n  protocl = IKEv2\n}}\n"
    return text


def edits():
    print(f"{options.edits} edits in three files, asking now and then, cancelling half")
    client = Client()
    uris = [f"file:///nowhere/{name}.connspec" for name in "abc"]
    texts = ["edition 2026-10\n" + "".join(hub(n) for n in range(part * 4, part * 4 + 4)) for part in range(3)]
    lines = [text.split("\n") for text in texts]
    for uri, text in zip(uris, texts):
        client.open(uri, text)
    rng, samples, kinds = random.Random(7), [], {}
    versions, pending = [1, 1, 1], []
    methods = ["hover", "completion", "definition", "references", "documentSymbol", "semanticTokens/full", "inlayHint", "codeLens", "codeAction"]
    begin = time.monotonic()
    for step in range(options.edits):
        which = step % 3
        own = lines[which]
        row = rng.randrange(len(own))
        start = rng.randrange(len(own[row]) + 1)
        # Typed and taken back, so that the text stays a spec of its size.
        new = rng.choice(["x", "9", "{", "}", '"', " ", ","])
        for change in ((start, start, new), (start, start + 1, "")):
            versions[which] += 1
            client.change(uris[which], versions[which], row, *change)
        if step % 10 == 0:
            method = methods[step // 10 % len(methods)]
            at = {"line": row, "character": start}
            whole = {"start": at, "end": {"line": row + 20, "character": 0}}
            params = {"textDocument": {"uri": uris[which]}, "position": at, "range": whole, "context": {"includeDeclaration": True, "diagnostics": [], "triggerKind": 1}}
            number = client.ask(f"textDocument/{method}", params)
            if step % 20 == 0:
                client.notify("$/cancelRequest", {"id": number})
            pending.append(number)
        if step % 500 == 499:
            client.pull(uris[which])
        if step * 20 // options.edits != (step + 1) * 20 // options.edits:
            client.pull(uris[which])
            for number in pending:
                answer = client.answer(number)
                kind = str(answer["error"]["code"]) if "error" in answer else "answered"
                kinds[kind] = kinds.get(kind, 0) + 1
            pending.clear()
            samples.append(client.memory())
    seconds = time.monotonic() - begin
    print(f"  {2 * options.edits / seconds:.0f} changes a second; answers: {kinds}")
    print("  resident, MiB: " + " ".join(f"{it:.1f}" for it in samples))
    check(samples[-1] < samples[len(samples) // 4] * 1.2 + 2, "memory stays")
    check(set(kinds) <= {"answered", "-32800", "-32801"}, "every request has its answer")
    fresh = Client()
    for uri, text in zip(uris, texts):
        fresh.open(uri, text)
    for uri in uris:
        check(client.pull(uri) == fresh.pull(uri), f"{uri} is what it was")
    fresh.end()
    client.end()


def timed(what, work):
    begin = time.monotonic()
    result = work()
    print(f"  {what}: {(time.monotonic() - begin) * 1000:.0f} ms")
    return result


def big():
    text = "edition 2026-10\n"
    number = 0
    while len(text) < 10_000_000:
        text += hub(number)
        number += 1
    print(f"a file of {len(text) / 1e6:.1f} MB")
    client = Client()
    uri = "file:///nowhere/big.connspec"
    found = timed("opened and judged", lambda: (client.open(uri, text), client.pull(uri))[1])
    print(f"  {len(found)} findings; resident {client.memory():.0f} MiB")
    rows = text.count("\n")
    for index, new in enumerate(["x", "{", '"']):
        client.change(uri, 2 + 2 * index, rows // 2, 0, 0, new)
        timed(f"typed {new} in the middle", lambda: client.pull(uri))
        client.change(uri, 3 + 2 * index, rows // 2, 0, 1, "")
        client.pull(uri)
    timed("hover", lambda: client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": rows // 2, "character": 3}}))
    client.end()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "big.connspec"
        path.write_text(text)
        timed("connspec check", lambda: command("check", "--format", "short", path))


def command(*arguments):
    done = subprocess.run([options.server, *map(str, arguments)], capture_output=True, text=True)
    check(done.returncode in (0, 1), f"{arguments}: ends with {done.returncode}: {done.stderr[-300:]}")
    return done.stdout


def line():
    prefixes = ", ".join(f"10.{n // 256 % 256}.{n % 256}.0/24" for n in range(65_536))
    text = f"edition 2026-10\nsite a {{ prefixes = [{prefixes}], colour = 1 }}\n"
    print(f"one line of {len(text) / 1e6:.1f} MB")
    client = Client()
    uri = "file:///nowhere/line.connspec"
    client.open(uri, text)
    timed("judged", lambda: check(any(it["code"] == "schema/unknown-attribute" for it in client.pull(uri)), "the finding is there"))
    client.change(uri, 2, 1, 500_000, 500_000, " ")
    timed("judged after a keystroke", lambda: client.pull(uri))
    for method in ["hover", "completion", "documentHighlight"]:
        timed(method, lambda: client.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 500_000}}))
    timed("semantic tokens", lambda: client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}}))
    print(f"  resident {client.memory():.0f} MiB")
    client.end()


def files():
    count = 10_000
    print(f"{count} files in a workspace")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        (folder / "main.connspec").write_text('edition 2026-10\nimport "sites/*.connspec"\nvnet hub { prefixes = 10.0.0.0/8 }\ngateway vpn g { vnet = hub, colour = 1 }\n')
        (folder / "sites").mkdir()
        for n in range(count):
            (folder / "sites" / f"s{n}.connspec").write_text(f"site s{n} {{ prefixes = 172.{16 + n // 4096}.{n // 16 % 256}.{n % 16 * 16}/28 }}\n")
        timed("connspec check", lambda: command("check", "--format", "short", folder))
        client = Client(folder)
        uri = (folder / "sites" / "s77.connspec").as_uri()
        client.open(uri, (folder / "sites" / "s77.connspec").read_text())
        timed("first answer", lambda: client.pull(uri))
        client.change(uri, 2, 0, 0, 0, "# x\n")
        timed("after a keystroke", lambda: client.pull(uri))
        timed("whole workspace", lambda: client.request("workspace/diagnostic", {"previousResultIds": []}))
        print(f"  resident {client.memory():.0f} MiB")
        client.end()


def deep():
    print("depth: 100,000 open blocks, lists and calls")
    client = Client()
    for index, text in enumerate(["site a {" + " b {" * 100_000, "let x = " + "[" * 100_000, "let x = " + "a(" * 100_000]):
        uri = f"file:///nowhere/{index}.connspec"
        client.open(uri, text)
        timed(repr(text[:12]), lambda: check(len(client.pull(uri)) < 10, "a mistake is said once"))
    client.end()


for what in options.what or ["deep", "line", "big", "files", "edits"]:
    {"edits": edits, "big": big, "line": line, "files": files, "deep": deep}[what]()
print("failed: " + "; ".join(failures) if failures else "all hold")
sys.exit(bool(failures))
