#!/usr/bin/env python3
"""Shows that lsp-validate.py lets a good session pass and notices each of these faults put into it."""
import copy
import importlib.util
import pathlib
import sys

spec = importlib.util.spec_from_file_location("validate", pathlib.Path(__file__).with_name("lsp-validate.py"))
validate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(validate)
MODEL = validate.MetaModel()

URI = "file:///ws/hub.connspec"
RANGE = {"start": {"line": 1, "character": 2}, "end": {"line": 1, "character": 6}}
LATER = {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 9}}
BACKWARDS = {"start": RANGE["end"], "end": RANGE["start"]}
SERVER, CLIENT = "server", "client"


def asks(id, method, params=None):
    return CLIENT, {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


def answers(id, result):
    return SERVER, {"jsonrpc": "2.0", "id": id, "result": result}


def says(method, params):
    return SERVER, {"jsonrpc": "2.0", "method": method, "params": params}


GOOD = [
    asks(1, "initialize", {"processId": None, "rootUri": None, "capabilities": {}}),
    answers(1, {"capabilities": {"hoverProvider": True}}),
    says("textDocument/publishDiagnostics", {"uri": URI, "diagnostics": [
        {"range": RANGE, "severity": 1, "code": "schema/unknown-attribute", "message": "unknown"}]}),
    asks(2, "textDocument/hover"),
    answers(2, {"contents": {"kind": "markdown", "value": "text"}, "range": RANGE}),
    asks(3, "textDocument/completion"),
    answers(3, {"isIncomplete": False, "items": [
        {"label": "VpnGw1AZ", "kind": 20, "textEdit": {"range": RANGE, "newText": "VpnGw1AZ"}}]}),
    asks(4, "textDocument/semanticTokens/full"),
    answers(4, {"data": [0, 0, 4, 0, 0]}),
    asks(5, "textDocument/rename"),
    answers(5, {"changes": {URI: [{"range": RANGE, "newText": "name"}]}}),
    asks(6, "textDocument/documentSymbol"),
    answers(6, [{"name": "hub", "kind": 5, "range": RANGE, "selectionRange": RANGE}]),
    asks(7, "shutdown"),
    answers(7, None),
    (CLIENT, {"jsonrpc": "2.0", "method": "exit"}),
]

# A fault: the index of a message, the path to a value in it, and what stands there instead (DELETE: nothing).
DELETE = object()
FAULTS = {
    "no jsonrpc": (1, ["jsonrpc"], DELETE),
    "capability of the wrong type": (1, ["result", "capabilities", "hoverProvider"], "yes"),
    "encoding that was not offered": (1, ["result", "capabilities", "positionEncoding"], "utf-8"),
    "uri that is a path": (2, ["params", "uri"], "/ws/hub.connspec"),
    "unescaped space in a uri": (2, ["params", "uri"], "file:///ws/a b.connspec"),
    "diagnostic without a message": (2, ["params", "diagnostics", 0, "message"], DELETE),
    "unknown severity": (2, ["params", "diagnostics", 0, "severity"], 7),
    "range backwards": (2, ["params", "diagnostics", 0, "range"], BACKWARDS),
    "negative line": (2, ["params", "diagnostics", 0, "range", "start", "line"], -1),
    "fraction of a character": (2, ["params", "diagnostics", 0, "range", "start", "character"], 0.5),
    "misspelled property": (4, ["result", "contnets"], "text"),
    "unknown markup": (4, ["result", "contents", "kind"], "html"),
    "error beside a result": (4, ["error"], {"code": 1, "message": "no"}),
    "neither result nor error": (4, ["result"], DELETE),
    "answer nobody asked for": (4, ["id"], 99),
    "null for left out": (6, ["result", "items", 0, "detail"], None),
    "completion without a label": (6, ["result", "items", 0, "label"], DELETE),
    "completion over two lines": (6, ["result", "items", 0, "textEdit", "range", "end", "line"], 2),
    "tokens not in fives": (8, ["result", "data"], [0, 0, 4]),
    "token without length": (8, ["result", "data", 2], 0),
    "overlapping edits": (10, ["result", "changes", URI],
                          [{"range": RANGE, "newText": "a"}, {"range": LATER, "newText": "b"}]),
    "name outside its symbol": (12, ["result", 0, "selectionRange"], LATER),
}
INSERTED = {
    "notification before initialize": (1, GOOD[2]),
    "no method of the protocol": (3, says("connspec/thing", {})),
    "a client's notification": (3, says("textDocument/didSave", {"textDocument": {"uri": URI}})),
    "second answer": (5, GOOD[4]),
    "edit that was not announced": (3, (SERVER, {
        "jsonrpc": "2.0", "id": 1, "method": "workspace/applyEdit", "params": {"edit": {}}})),
    "registration that was not announced": (3, (SERVER, {
        "jsonrpc": "2.0", "id": 1, "method": "client/registerCapability",
        "params": {"registrations": [{"id": "1", "method": "workspace/didChangeWatchedFiles"}]}})),
    "question never answered": (3, asks(50, "textDocument/hover")),
}


def violations(messages):
    session = validate.Session(MODEL)
    found = [wrong for sender, message in messages for wrong in session.feed(sender, message)]
    return found + session.unanswered()


def with_fault(index, path, value):
    messages = copy.deepcopy(GOOD)
    target = messages[index][1]
    for key in path[:-1]:
        target = target[key]
    if value is DELETE:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return messages


results = {"a good session": not violations(GOOD)}
for name, fault in FAULTS.items():
    results[name] = bool(violations(with_fault(*fault)))
for name, (index, message) in INSERTED.items():
    results[name] = bool(violations([*GOOD[:index], message, *GOOD[index:]]))
for name, ok in results.items():
    print("ok  " if ok else "FAIL", f"(offline) validator: {name}")
sys.exit(not all(results.values()))
