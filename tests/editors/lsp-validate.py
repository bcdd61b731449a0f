#!/usr/bin/env python3
"""Holds every message of a language server against the protocol's own meta model (lsp-metamodel/).

    lsp-validate.py --report FILE [--log FILE] -- SERVER ARGUMENTS...

stands where an editor starts the server. Bytes pass through unchanged, both ways; each violation by the server becomes a
line of the report, which exists (empty) from the start, and the messages become lines of the log. What clients send is
used, not judged: real ones go beyond the meta model here and there.

Beyond types: methods and their direction, one answer for each request, nothing before the answer to initialize, only
what the client said it can do, ranges that end after they begin, edits that don't overlap, well-formed token data.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import threading

META_MODEL = pathlib.Path(__file__).resolve().parent / "lsp-metamodel" / "lsp-3.18.json"

BEFORE_INITIALIZED = {
    "window/showMessage", "window/logMessage", "window/showMessageRequest", "telemetry/event", "$/progress",
}
# Requests of a server that a client has to have announced, and by which capability.
ANNOUNCED_BY = {
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "workspace/workspaceFolders": "workspace.workspaceFolders",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/foldingRange/refresh": "workspace.foldingRange.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/inlineValue/refresh": "workspace.inlineValue.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
    "window/showDocument": "window.showDocument.support",
    "window/workDoneProgress/create": "window.workDoneProgress",
}
# Capabilities for dynamic registration that don't carry their method's name.
REGISTERED_AS = {
    "textDocument/didOpen": "textDocument.synchronization",
    "textDocument/didChange": "textDocument.synchronization",
    "textDocument/didSave": "textDocument.synchronization",
    "textDocument/didClose": "textDocument.synchronization",
    "textDocument/willSave": "textDocument.synchronization",
    "textDocument/willSaveWaitUntil": "textDocument.synchronization",
    "textDocument/documentColor": "textDocument.colorProvider",
    "textDocument/prepareCallHierarchy": "textDocument.callHierarchy",
    "textDocument/prepareTypeHierarchy": "textDocument.typeHierarchy",
    **{f"workspace/{when}{what}Files": "workspace.fileOperations"
       for when in ("will", "did") for what in ("Create", "Rename", "Delete")},
}


def show(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 90 else text[:87] + "..."


def lookup(tree, dotted):
    for key in dotted.split("."):
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def place(position):
    return position["line"], position["character"]


class MetaModel:
    """The types of the protocol. Each check yields what is wrong as text that begins with the path to the value."""

    def __init__(self, path=META_MODEL):
        data = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        by_name = lambda key, name="name": {entry[name]: entry for entry in data[key]}
        self.structures = by_name("structures")
        self.enumerations = by_name("enumerations")
        self.aliases = by_name("typeAliases")
        self.requests = by_name("requests", "method")
        self.notifications = by_name("notifications", "method")
        self.flattened = {}

    def properties(self, name):
        """The properties of a structure with those it inherits."""
        if name not in self.flattened:
            structure = self.structures[name]
            found = {}
            for parent in structure.get("extends", []) + structure.get("mixins", []):
                found.update(self.properties(parent["name"]))
            found.update((p["name"], p) for p in structure["properties"])
            self.flattened[name] = found
        return self.flattened[name]

    def check(self, value, type_, path):
        return list(getattr(self, "check_" + type_["kind"])(value, type_, path))

    def check_base(self, value, type_, path):
        name = type_["name"]
        whole = isinstance(value, int) and not isinstance(value, bool)
        fits = {
            "string": lambda: isinstance(value, str),
            "RegExp": lambda: isinstance(value, str),
            "boolean": lambda: isinstance(value, bool),
            "null": lambda: value is None,
            "integer": lambda: whole and -2**31 <= value < 2**31,
            "uinteger": lambda: whole and 0 <= value < 2**31,
            "decimal": lambda: whole or isinstance(value, float),
            "URI": lambda: is_uri(value),
            "DocumentUri": lambda: is_uri(value),
        }[name]()
        if not fits:
            yield f"{path}: not a {name}: {show(value)}"

    def check_reference(self, value, type_, path):
        name = type_["name"]
        if name in ("LSPAny", "LSPObject", "LSPArray"):
            wanted = {"LSPAny": object, "LSPObject": dict, "LSPArray": list}[name]
            if not isinstance(value, wanted):
                yield f"{path}: not an {name}: {show(value)}"
        elif name in self.structures:
            wrong = list(self.check_object(value, self.properties(name), path, name))
            yield from wrong
            if not wrong:
                yield from beyond_types(name, value, path)
        elif name in self.enumerations:
            yield from self.check_enumeration(value, self.enumerations[name], path)
        else:
            yield from self.check(value, self.aliases[name]["type"], path)

    def check_enumeration(self, value, enumeration, path):
        wrong = self.check(value, enumeration["type"], path)
        yield from wrong
        known = [entry["value"] for entry in enumeration["values"]]
        if not wrong and value not in known and not enumeration.get("supportsCustomValues"):
            yield f"{path}: {show(value)} is no {enumeration['name']}"

    def check_object(self, value, properties, path, name):
        if not isinstance(value, dict):
            yield f"{path}: not a {name}: {show(value)}"
            return
        for key, declared in properties.items():
            if key in value:
                yield from self.check(value[key], declared["type"], f"{path}.{key}")
            elif not declared.get("optional"):
                yield f"{path}: {name} lacks {key}"
        for key in value.keys() - properties.keys():
            yield f"{path}: {name} has no {key}"

    def check_array(self, value, type_, path):
        if not isinstance(value, list):
            yield f"{path}: not an array: {show(value)}"
            return
        for i, element in enumerate(value):
            yield from self.check(element, type_["element"], f"{path}[{i}]")

    def check_map(self, value, type_, path):
        if not isinstance(value, dict):
            yield f"{path}: not a map: {show(value)}"
            return
        for key, element in value.items():
            yield from self.check(key, type_["key"], f"{path} key")
            yield from self.check(element, type_["value"], f"{path}[{key!r}]")

    def check_tuple(self, value, type_, path):
        if not isinstance(value, list) or len(value) != len(type_["items"]):
            yield f"{path}: not a tuple of {len(type_['items'])}: {show(value)}"
            return
        for i, (element, item) in enumerate(zip(value, type_["items"])):
            yield from self.check(element, item, f"{path}[{i}]")

    def check_or(self, value, type_, path):
        """Valid if one alternative is; else the complaint is that of the one that comes nearest."""
        nearest = None
        for item in type_["items"]:
            wrong = self.check(value, item, path)
            if not wrong:
                return
            distance = (any(w.startswith(f"{path}: not ") for w in wrong), len(wrong))
            if nearest is None or distance < nearest[0]:
                nearest = distance, wrong
        yield from nearest[1]

    def check_and(self, value, type_, path):
        properties = {}
        for item in type_["items"]:
            properties.update(self.properties(item["name"]))
        yield from self.check_object(value, properties, path, "+".join(i["name"] for i in type_["items"]))

    def check_literal(self, value, type_, path):
        yield from self.check_object(value, {p["name"]: p for p in type_["value"]["properties"]}, path, "literal")

    def check_stringLiteral(self, value, type_, path):
        if value != type_["value"]:
            yield f"{path}: not {type_['value']!r}: {show(value)}"


def is_uri(value):
    return isinstance(value, str) and bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>\\^`{|}]*", value))


def beyond_types(name, value, path):
    """What the specification asks in prose of a value whose types are right."""
    if name == "Range" and place(value["start"]) > place(value["end"]):
        yield f"{path}: ends before it starts"
    elif name.startswith("SemanticTokens") and isinstance(value.get("data"), list):
        data = value["data"]
        if len(data) % 5:
            yield f"{path}: {len(data)} numbers of token data, which is no multiple of five"
        elif 0 in data[2::5]:
            yield f"{path}: a token without length"
    elif name == "DocumentSymbol":
        whole, name_range = value["range"], value["selectionRange"]
        if place(name_range["start"]) < place(whole["start"]) or place(name_range["end"]) > place(whole["end"]):
            yield f"{path}: the selectionRange is not inside the range"
    elif name == "CompletionItem" and "range" in value.get("textEdit", {}):
        edited = value["textEdit"]["range"]
        if edited["start"]["line"] != edited["end"]["line"]:
            yield f"{path}: the textEdit covers more than one line"
    elif name == "TextDocumentEdit":
        yield from overlaps(value["edits"], path)
    elif name == "WorkspaceEdit":
        for uri, edits in value.get("changes", {}).items():
            yield from overlaps(edits, f"{path}.changes[{uri!r}]")


def overlaps(edits, path):
    ranges = sorted((place(e["range"]["start"]), place(e["range"]["end"])) for e in edits if "range" in e)
    for (_, end), (start, _) in zip(ranges, ranges[1:]):
        if start < end:
            yield f"{path}: edits overlap at line {start[0]}, character {start[1]}"


class Session:
    """One client with one server. Feed it every message; it answers with what the server did wrong."""

    def __init__(self, model):
        self.model = model
        self.capabilities = {}
        self.initialized = False
        self.exited = False
        self.asked = {"client": {}, "server": {}}   # open requests, by who asked: id -> method

    def feed(self, sender, message):
        if sender == "client":
            self.remember(message)
            return []
        if not isinstance(message, dict):
            return [f"not an object: {show(message)}"]
        wrong = [] if message.get("jsonrpc") == "2.0" else ["jsonrpc is not 2.0"]
        check = self.call if "method" in message else self.answer
        return wrong + list(check(message))

    def remember(self, message):
        if "method" in message and "id" in message:
            self.asked["client"][message["id"]] = message["method"]
            if message["method"] == "initialize":
                self.capabilities = message["params"].get("capabilities") or {}
        elif "id" in message:
            self.asked["server"].pop(message["id"], None)
        elif message.get("method") == "exit":
            self.exited = True

    def call(self, message):
        method, is_request = message["method"], "id" in message
        for key in message.keys() - {"jsonrpc", "id", "method", "params"}:
            yield f"{method}: no message has {key}"
        if is_request:
            if not isinstance(message["id"], (int, str)) or isinstance(message["id"], bool):
                yield f"{method}: not an id: {show(message['id'])}"
            elif message["id"] in self.asked["server"]:
                yield f"{method}: id {message['id']!r} is in use"
            self.asked["server"][message["id"]] = method
        declared = (self.model.requests if is_request else self.model.notifications).get(method)
        if declared is None:
            if not method.startswith("$/"):
                yield f"{method}: no {'request' if is_request else 'notification'} of the protocol"
            return
        if declared["messageDirection"] == "clientToServer":
            yield f"{method}: only clients send that"
        if not self.initialized and method not in BEFORE_INITIALIZED:
            yield f"{method}: before the answer to initialize"
        if method in ANNOUNCED_BY and not lookup(self.capabilities, ANNOUNCED_BY[method]):
            yield f"{method}: the client did not announce {ANNOUNCED_BY[method]}"
        if "params" in declared:
            for wrong in self.model.check(message.get("params"), declared["params"], "params"):
                yield f"{method}: {wrong}"
        elif message.get("params") not in (None, [], {}):
            yield f"{method}: takes no params"
        if method == "client/registerCapability":
            for registration in message["params"].get("registrations", []):
                yield from self.registration(registration["method"])

    def registration(self, method):
        capability = REGISTERED_AS.get(method, method.replace("/", "."))
        if method == "workspace/didChangeWorkspaceFolders":   # announced by workspaceFolders, without a flag of its own
            return
        if not lookup(self.capabilities, capability + ".dynamicRegistration"):
            yield f"client/registerCapability: the client did not announce it for {method}"

    def answer(self, message):
        if "id" not in message:
            yield f"neither a call nor an answer: {show(message)}"
            return
        if ("result" in message) == ("error" in message):
            yield f"answer {message['id']!r}: not exactly one of result and error"
        for key in message.keys() - {"jsonrpc", "id", "result", "error"}:
            yield f"answer {message['id']!r}: no answer has {key}"
        method = self.asked["client"].pop(message["id"], None)
        if method is None:
            if message["id"] is not None or "error" not in message:
                yield f"answer {message['id']!r}: nobody asked, or it was answered before"
            return
        if "error" in message:
            error = message["error"]
            if not isinstance(error, dict) or not isinstance(error.get("code"), int) \
                    or not isinstance(error.get("message"), str):
                yield f"{method}: not an error: {show(error)}"
        elif "result" in message and method in self.model.requests:
            for wrong in self.model.check(message["result"], self.model.requests[method]["result"], "result"):
                yield f"{method}: {wrong}"
            if method.endswith("ormatting") and isinstance(message["result"], list):
                yield from overlaps(message["result"], method)
        if method == "initialize" and "result" in message:
            self.initialized = True
            encoding = message["result"].get("capabilities", {}).get("positionEncoding", "utf-16")
            offered = lookup(self.capabilities, "general.positionEncodings") or []
            if encoding not in [*offered, "utf-16"]:
                yield f"initialize: the client did not offer the position encoding {encoding}"

    def unanswered(self):
        """What was still open at a proper end; a client may also just end its server. A pull of the workspace's
        diagnostics may be held open for as long as nothing changes."""
        methods = self.asked["client"].values() if self.exited else []
        return [f"{method}: never answered" for method in methods if method != "workspace/diagnostic"]


class Messages:
    """Cuts a stream of bytes into messages; what can't be read comes out as an exception."""

    def __init__(self):
        self.waiting = b""

    def feed(self, data):
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            header, rest = self.waiting.split(b"\r\n\r\n", 1)
            length = re.search(rb"(?im)^content-length: *([0-9]+) *$", header.replace(b"\r", b""))
            if not length:
                self.waiting = rest
                yield ValueError(f"no Content-Length in {header[:80]!r}")
                continue
            end = int(length[1])
            if len(rest) < end:
                return
            body, self.waiting = rest[:end], rest[end:]
            try:
                yield json.loads(body)
            except ValueError as error:
                yield error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", required=True)
    parser.add_argument("--log")
    parser.add_argument("server", nargs="+")
    options = parser.parse_args()
    session, lock = Session(MetaModel()), threading.Lock()
    # Appended to: an editor may start the server more than once in a run.
    report = open(options.report, "a", encoding="utf-8", buffering=1)
    log = open(options.log, "a", encoding="utf-8", buffering=1) if options.log else None
    server = subprocess.Popen(options.server, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def judge(sender, message):
        try:
            return session.feed(sender, message)
        except Exception as error:   # a message too odd to judge must not stop the traffic
            return [f"can't be judged ({error!r}): {show(message)}"]

    def observe(sender, messages):
        with lock:
            for message in messages:
                if isinstance(message, ValueError):
                    wrong = [f"framing: {message}"] if sender == "server" else []
                else:
                    if log:
                        log.write(json.dumps({"from": sender, "message": message}, ensure_ascii=False) + "\n")
                    wrong = judge(sender, message)
                for line in wrong:
                    report.write(line + "\n")

    def pump(sender, source, sink):
        messages = Messages()
        try:
            while data := source.read1(65536):
                observe(sender, messages.feed(data))   # before it is passed on, so that no answer outruns its question
                sink.write(data)
                sink.flush()
        except (BrokenPipeError, ValueError):
            pass   # the other side has gone
        finally:
            try:
                sink.close()
            except BrokenPipeError:
                pass

    threading.Thread(target=pump, args=("client", sys.stdin.buffer, server.stdin), daemon=True).start()
    pump("server", server.stdout, sys.stdout.buffer)
    status = server.wait()
    with lock:
        report.writelines(line + "\n" for line in session.unanswered())
    report.close()
    os._exit(status if status >= 0 else 128 - status)   # the other thread may be waiting on stdin, which exit() would too


if __name__ == "__main__":
    main()
