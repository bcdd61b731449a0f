#!/usr/bin/env python3
"""A language server that can do everything and says nothing: it announces what connspec announces, and answers every
request with nothing. Every test of an editor has to fail with it; run.sh --mute sees to that."""
import json
import sys

CAPABILITIES = {
    "textDocumentSync": 2,
    "hoverProvider": True,
    "completionProvider": {"triggerCharacters": [" ", "="]},
    "definitionProvider": True,
    "referencesProvider": True,
    "documentSymbolProvider": True,
    "codeActionProvider": True,
    "codeLensProvider": {},
    "documentFormattingProvider": True,
    "foldingRangeProvider": True,
    "inlayHintProvider": True,
    "renameProvider": True,
    "semanticTokensProvider": {"legend": {"tokenTypes": ["keyword"], "tokenModifiers": []}, "full": True},
    "diagnosticProvider": {"interFileDependencies": True, "workspaceDiagnostics": False},
}
NOTHING = {
    "initialize": {"capabilities": CAPABILITIES, "serverInfo": {"name": "mute", "version": "0"}},
    "textDocument/diagnostic": {"kind": "full", "items": []},
    "textDocument/semanticTokens/full": {"data": []},
}


def read():
    length = 0
    while line := sys.stdin.buffer.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(sys.stdin.buffer.read(length)) if length else {"method": "exit"}


while (message := read()).get("method") != "exit":
    if "id" in message and "method" in message:
        answer = {"jsonrpc": "2.0", "id": message["id"], "result": NOTHING.get(message["method"])}
        body = json.dumps(answer).encode()
        sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        sys.stdout.buffer.flush()
