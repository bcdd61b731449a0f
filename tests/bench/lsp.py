#!/usr/bin/env python3
"""How fast the language server answers, over standard input and output.

usage: tests/bench/lsp.py [--server "PROGRAM lsp"] [--beside "ruff server"] [--size KIB ...] [--rounds N]

For a generated spec of each size, with dozens of findings: the start, the first diagnostics, and for five
kinds of keystroke (a digit, a letter of a name that many refer to, a prefix, a brace, a quote) the time from
the change to its diagnostics, pushed and pulled; hover and completion with judged SKUs; resident memory.
With --beside, a server for Python does the same for a digit in a Python file of that size and as many
findings, in turn with ours. Times are milliseconds: median, 95th percentile, and the mean of what the server's
threads ran, which says most where the machine has other work. Only what one run says can be compared.
"""
import argparse, json, os, pathlib, queue, subprocess, tempfile, threading, time


def spec(kib):
    """A spec of about that size: hubs and the sites that connect to them, and a few dozen mistakes."""
    every = max(8, kib // 4)
    parts = [
        "edition 2026-10\n\n",
        "vnet hub {\n  region = westeurope\n  prefixes = 10.0.0.0/16\n  subnet GatewaySubnet { prefixes = 10.0.255.0/26 }\n}\n\n",
        "gateway vpn hub_vpn {\n  vnet = hub\n  sku  = VpnGw5AZ\n  active-active = true\n"
        "  public-ip a { sku = Standard }\n  public-ip b { sku = Standard }\n}\n\n",
    ]
    size, index = sum(map(len, parts)), 0
    while size < kib * 1024:
        gateway = "hub_vpn" if index < 60 else f"vpn{index // 90}"
        if index >= 60 and index % 90 == 0:
            n = index // 90
            parts.append(
                f"vnet spoke{n} {{ region = westeurope, prefixes = 11.{n % 250}.0.0/16 }}\n"
                f"gateway vpn vpn{n} {{ vnet = spoke{n}, sku = VpnGw5AZ }}\n\n"
            )
        wrong = "\n  colour   = red" if index % every == 0 else ""
        parts.append(
            f"# Branch number {index}.\nsite branch{index} {{\n  prefixes = 10.{1 + index // 250 % 250}.{index % 250}.0/24{wrong}\n"
            f"  device edge {{ model = cisco-asr, public-ip = 198.51.{index // 250 % 250}.{1 + index % 250} }}\n}}\n\n"
            f"connection site-to-site to_branch{index} {{\n  site     = branch{index}\n  gateway  = {gateway}\n"
            f"  protocol = IKEv2\n  shared-key = keyvault(\"kv\", \"psk{index}\")\n"
            f"  requires {{ throughput = 10 Mbps }}\n}}\n\n"
        )
        size, index = size + len(parts[-1]), index + 1
    return "".join(parts)


def python(kib):
    """A Python file of about that size, with a few dozen mistakes."""
    every = max(8, kib // 4)
    parts, size, index = [], 0, 0
    while size < kib * 1024:
        wrong = "\n    unused = 1" if index % every == 0 else ""
        parts.append(
            f"def branch{index}(site, gateway):\n    # Branch number {index}.\n"
            f"    prefix = \"10.{index // 250 % 250}.{index % 250}.0/24\"{wrong}\n"
            f"    throughput = 10\n    if site is None or gateway is None:\n"
            f"        raise ValueError(f\"nothing for {{prefix}}\")\n"
            f"    return {{\"site\": site, \"gateway\": gateway, \"prefix\": prefix, \"throughput\": throughput * {index}}}\n\n\n"
        )
        size, index = size + len(parts[-1]), index + 1
    return "".join(parts)


class Client:
    def __init__(self, command, folder, pull):
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.next_id, self.answers, self.published = 0, {}, queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        capabilities = {"general": {"positionEncodings": ["utf-8"]},
                        "textDocument": {"publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
                                         "hover": {"contentFormat": ["markdown"]},
                                         "completion": {"completionItem": {"snippetSupport": True}}}}
        if pull:
            capabilities["textDocument"]["diagnostic"] = {}
        root = pathlib.Path(folder).as_uri()
        self.request("initialize", {"processId": os.getpid(), "rootUri": root, "capabilities": capabilities,
                                    "workspaceFolders": [{"uri": root, "name": "bench"}]})
        self.start = (time.perf_counter() - self.started) * 1e3
        self.notify("initialized", {})

    def read(self):
        out = self.process.stdout
        while True:
            length = 0
            while (line := out.readline()).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not line:
                return
            message = json.loads(out.read(length))
            if "method" in message and "id" in message:
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            elif "id" in message:
                self.answers[message["id"]].put(message)
            elif message["method"] == "textDocument/publishDiagnostics":
                self.published.put(message["params"])

    def send(self, message):
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method, params):
        self.next_id += 1
        self.answers[self.next_id] = queue.Queue()
        self.send({"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params})
        return self.answers[self.next_id].get(timeout=120)


def timed(work):
    begun = time.perf_counter()
    result = work()
    return (time.perf_counter() - begun) * 1e3, result


def pick(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def shown(values, processor):
    return f"{pick(values, 0.5):8.2f} {pick(values, 0.95):8.2f} {processor:8.2f}"


def processor_time(pid):
    """Milliseconds for which the threads of a process have run; 0 where the system doesn't say."""
    tasks = pathlib.Path(f"/proc/{pid}/task")
    return sum(int((it / "schedstat").read_text().split()[0]) for it in tasks.glob("*")) / 1e6


def measure(command, text, rounds, pull, is_spec=True):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / ("bench.connspec" if is_spec else "bench.py")
        path.write_text(text)
        uri, client = path.as_uri(), Client(command, folder, pull)
        version = 1

        def diagnostics():
            if pull:
                return client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["result"]["items"]
            while True:
                told = client.published.get(timeout=120)
                if told["uri"] == uri and told.get("version") == version:
                    return told["diagnostics"]

        def opened():
            language = "connspec" if is_spec else "python"
            document = {"uri": uri, "languageId": language, "version": 1, "text": text}
            client.notify("textDocument/didOpen", {"textDocument": document})
            return diagnostics()

        def place(offset):
            before = text[:offset]
            return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}

        first, found = timed(opened)
        print(f"{command[0]}, {'pulled' if pull else 'pushed'}: {len(text) / 1024:.0f} KiB, {len(found)} findings,"
              f" start {client.start:.1f}, first diagnostics {first:.1f}")
        middle = text.index("throughput = 1", len(text) // 2)
        keystrokes = {"digit": (middle + len("throughput = 1"), 0, "1")}
        if is_spec:
            site = text.index("site branch", middle)
            keystrokes |= {
                "name that 60 refer to": (text.index("vpn hub_vpn") + len("vpn hub_vpn"), 0, "x"),
                "prefix": (text.index(".0/24", site) + 1, 1, "1"),
                "brace taken away": (text.index("{", site), 1, ""),
                "quote taken away": (text.index("\", \"psk", site), 1, ""),
            }
        for what, (offset, length, replacement) in keystrokes.items():
            times, begun = [], processor_time(client.process.pid)
            for turn in range(rounds):
                there, back = (offset, length, replacement), (offset, len(replacement), text[offset:offset + length])
                at, gone, new = there if turn % 2 == 0 else back
                start = place(at)
                end = {"line": start["line"], "character": start["character"] + gone}
                version += 1
                change = {"textDocument": {"uri": uri, "version": version},
                          "contentChanges": [{"range": {"start": start, "end": end}, "text": new}]}

                def typed():
                    client.notify("textDocument/didChange", change)
                    return diagnostics()

                times.append(timed(typed)[0])
                time.sleep(0.005)
            used = (processor_time(client.process.pid) - begun) / rounds
            print(f"  {what:24} {shown(times[min(10, rounds // 4):], used)}")
        questions = {}
        if is_spec:
            sku = text.index("VpnGw5AZ") + 4
            questions = {"hover": ("textDocument/hover", sku), "completion, judged": ("textDocument/completion", sku)}
        for what, (method, offset) in questions.items():
            params = {"textDocument": {"uri": uri}, "position": place(offset)}
            begun = processor_time(client.process.pid)
            answers = [timed(lambda: client.request(method, params)) for _ in range(rounds)]
            assert answers[0][1].get("result"), answers[0][1]
            used = (processor_time(client.process.pid) - begun) / rounds
            print(f"  {what:24} {shown([it[0] for it in answers], used)}")
        status = pathlib.Path(f"/proc/{client.process.pid}/status")
        if status.exists():
            resident = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
            print(f"  resident                 {int(resident.split()[1]) / 1024:8.1f} MiB")
        client.request("shutdown", None)
        client.notify("exit", None)
        try:
            client.process.wait(10)
        except subprocess.TimeoutExpired:
            client.process.kill()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--server", default="target/release/connspec lsp")
    arguments.add_argument("--beside", help="a server for Python, such as `ruff server`")
    arguments.add_argument("--size", type=int, nargs="*", default=[30, 1024], help="KiB")
    arguments.add_argument("--rounds", type=int, default=100)
    options = arguments.parse_args()
    command = options.server.split()
    command[0] = str(pathlib.Path(command[0]).resolve())
    for size in options.size:
        for pull in (False, True):
            measure(command, spec(size), options.rounds, pull)
            if options.beside:
                measure(options.beside.split(), python(size), options.rounds, pull, is_spec=False)


if __name__ == "__main__":
    main()
