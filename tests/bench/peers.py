#!/usr/bin/env python3
"""connspec beside its peers, as whole processes: start, many files, one big file, memory.

    tests/bench/peers.py --connspec target/release/connspec --ruff .../ruff --tombi .../tombi

Each tool checks files of its own language, of equal size and without findings where not said otherwise. Runs take turns,
so that a busy machine is busy for all; the medians of wall time and of processor time are printed, and peak memory.
Caches are off. `pip install ruff tombi` brings the peers, Debian's `time` measures memory.
"""

import argparse
import os
import platform
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

SMALL = 1_000
MIB = 1 << 20


def site(n):
    a, b = n // 256 % 256, n % 256
    return (f"site s{n} {{\n  prefixes = 10.{a}.{b}.0/24\n  device edge {{\n    model     = cisco-asr\n"
            f"    public-ip = 20.{n // 65536}.{a}.{b}\n  }}\n}}\n\n")


def spec(size, wrong):
    """Hubs, each with a gateway, sites and connections; `wrong` puts a finding into every twentieth line or so."""
    parts, length, hub = ["edition 2026-10\n\n"], 0, 0
    while length < size:
        text = (f"vnet hub{hub} {{\n  region   = westeurope\n  prefixes = 172.{16 + hub // 256 % 16}.{hub % 256}.0/24\n"
                f"  subnet GatewaySubnet {{ prefixes = 172.{16 + hub // 256 % 16}.{hub % 256}.0/26 }}\n}}\n\n"
                f"gateway vpn gw{hub} {{\n  vnet = hub{hub}\n  sku  = VpnGw2AZ\n}}\n\n")
        for branch in range(8):
            n = hub * 8 + branch
            mistake = "  protocl    = IKEv2\n" if wrong and branch % 2 else ""
            text += site(n) + (f"connection site-to-site c{n} {{\n  site       = s{n}\n  gateway    = gw{hub}\n{mistake}"
                               f"  shared-key = keyvault(\"kv\", \"psk{n}\")\n}}\n\n")
            if length + len(text) >= size:
                break
        parts.append(text)
        length += len(text)
        hub += 1
    return "".join(parts)


def python(size, wrong):
    parts, length, n = [], 0, 0
    while length < size:
        mistake = "    import os\n" if wrong else ""
        text = (f"def function_{n}(first: int, second: int) -> int:\n{mistake}    total = first + second\n"
                f"    if total > {n}:\n        total -= {n}\n    for index in range(10):\n        total += index * {n}\n"
                f"    items = [first, second, total]\n    return sum(items)\n\n\n")
        parts.append(text)
        length += len(text)
        n += 1
    return "".join(parts)[:-1]


def toml(size, wrong):
    parts, length, n = [], 0, 0
    while length < size:
        mistake = f"name = \"again\"\n" if wrong else ""
        text = (f"[table-{n}]\nname = \"a name of {n}\"\n{mistake}numbers = [1, 2, {n}]\nenabled = true\nratio = 0.5\n"
                f"when = 2026-11-26T10:00:00Z\n\n[table-{n}.nested]\nvalue = {n}\ntext = \"some text that goes on\"\n\n")
        parts.append(text)
        length += len(text)
        n += 1
    return "".join(parts)


def run(command, folder):
    """Wall time and processor time in milliseconds, and the exit code."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    return wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3, child.returncode


def memory(command, folder):
    """Peak memory in MiB. By way of GNU time: a child's peak counts what its parent had when it forked."""
    said = subprocess.run(["/usr/bin/time", "-f", "%M", *command], cwd=folder, capture_output=True, text=True).stderr
    return int(said.splitlines()[-1]) / 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--connspec", required=True)
    arguments.add_argument("--ruff", default="ruff")
    arguments.add_argument("--tombi", default="tombi")
    arguments.add_argument("--scale", type=float, default=1.0, help="how many times the usual number of runs")
    given = arguments.parse_args()
    program = os.path.abspath(given.connspec)
    tools = {
        "connspec": ([program, "check", "--format", "short"], "connspec", spec),
        "ruff": ([given.ruff, "check", "--no-cache", "--isolated", "--output-format", "concise"], "py", python),
        "tombi": ([given.tombi, "lint", "--offline", "--no-cache"], "toml", toml),
    }
    works = [  # name, files, bytes of each, with findings, runs
        ("one small file (1 kB)", 1, SMALL, False, 41),
        ("1,000 files (2 kB each)", 1000, 2 * SMALL, False, 11),
        ("one file of 8 MiB", 1, 8 * MIB, False, 5),
        ("one file of 8 MiB, findings all over", 1, 8 * MIB, True, 5),
    ]
    versions = [subprocess.run([tool[0][0], "--version"], capture_output=True, text=True).stdout.splitlines()[0]
                for tool in tools.values()]
    print(f"{', '.join(versions)}; {platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| work | tool | wall ms | processor ms | peak MiB |\n| --- | --- | --- | --- | --- |")
    for name, files, size, wrong, runs in works:
        with tempfile.TemporaryDirectory() as kept:
            folders = {}
            for tool, (_, ending, text) in tools.items():
                folders[tool] = Path(kept) / tool
                folders[tool].mkdir()
                for n in range(files):
                    (folders[tool] / f"file{n:04}.{ending}").write_text(text(size, wrong))
            taken = {tool: [] for tool in tools}
            for _ in range(max(3, int(runs * given.scale))):
                for tool, (command, ending, _) in tools.items():
                    named = [f"file0000.{ending}"] if files == 1 else ["."]
                    taken[tool].append(run(command + named, folders[tool]))
            for tool, all_runs in taken.items():
                wall, cpu, code = (statistics.median(column) for column in zip(*all_runs))
                command, ending, _ = tools[tool]
                peak = memory(command + ([f"file0000.{ending}"] if files == 1 else ["."]), folders[tool])
                assert int(code) == int(wrong), f"{tool} ended with {code} at {name}"
                print(f"| {name} | {tool} | {wall:.1f} | {cpu:.1f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
