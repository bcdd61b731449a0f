#!/usr/bin/env python3
"""Counts the instructions of fixed pieces of work and holds them against what was recorded: says what grew.

  tests/bench/guard.py                     ends with 1 if anything grew by more than the tolerance
  tests/bench/guard.py --tolerance 5       in percent; 3 if it isn't said
  tests/bench/guard.py --record            writes tests/bench/counts.json anew, when a change is meant

Needs valgrind. A busy machine doesn't disturb the counts; another compiler or processor does, a little.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent.parent
recorded_in = root / "tests/bench/counts.json"
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--record", action="store_true")
parser.add_argument("--tolerance", type=float, default=3.0, metavar="PERCENT")
options = parser.parse_args()


def program():
    """The benchmark as cargo built it."""
    command = ["cargo", "bench", "--bench", "counts", "--no-run", "--locked", "--message-format=json"]
    built = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in built.stdout.splitlines()]
    return next(it["executable"] for it in messages if it.get("executable") and it["target"]["name"] == "counts")


def counts():
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program(), "count"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        command = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", out]
        table = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    # As in "1,234,567 (12.3%)  ???:counts::digit_30 [/path]".
    found = re.findall(r"^\s*([\d,]+) .*\bcounts::(\w+_\d+)\b", table, re.M)
    return dict(sorted((name, int(count.replace(",", ""))) for count, name in found))


now = counts()
source = (root / "tests/bench/counts.rs").read_text()
wanted = re.search(r"counted! \{(.*?)\}", source, re.S).group(1).split()
if missing := [name for name in wanted if name not in now]:
    sys.exit(f"not counted: {', '.join(missing)}")
now = {name: now[name] for name in wanted}
if options.record:
    recorded_in.write_text(json.dumps(now, indent=2) + "\n")
if not recorded_in.exists():
    sys.exit(f"nothing is recorded yet in {recorded_in}; --record does it")
before = json.loads(recorded_in.read_text())
grown = []
print(f"{'instructions':<22}{'recorded':>14}{'now':>14}")
for name, count in now.items():
    was = before.get(name)
    percent = (count / was - 1) * 100 if was else 0.0
    print(f"{name:<22}{was or '':>14}{count:>14}{percent:>+8.1f} %")
    if was is None or percent > options.tolerance:
        grown.append(name)
if grown:
    sys.exit(f"grown by more than {options.tolerance:g} %, or new: {', '.join(grown)}")
