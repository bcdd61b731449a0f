"""What only a terminal shows: questions, colours, lines that fit, and how far long work is."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path

CONNSPEC = os.path.abspath(os.environ["CONNSPEC"])
PATIENCE = 60


class Terminal:
    """A program on a terminal of its own, 60 columns wide."""

    def __init__(self, folder, *arguments, **environment):
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "CI")}
        # A background job of a shell is born with INT ignored, which a terminal's program is not.
        self.child = subprocess.Popen([CONNSPEC, *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
                                      preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
                                      start_new_session=True, env={**inherited, "TERM": "xterm-256color", **environment})
        os.close(theirs)
        self.said = ""

    def read(self, seconds):
        if not select.select([self.ours], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.ours, 1 << 16)
        except OSError:
            return False
        self.said += data.decode("utf-8", "replace")
        return bool(data)

    def wait_for(self, text):
        end = time.monotonic() + PATIENCE
        while text not in self.said:
            assert time.monotonic() < end and self.read(1), f"no {text!r} in {self.said!r}"

    def type(self, text):
        os.write(self.ours, text.encode())

    def end(self):
        while self.read(PATIENCE):
            pass
        os.close(self.ours)
        return self.child.wait(PATIENCE)


class OnATerminal(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)

    def test_long_work_says_how_far_it_is_and_takes_it_back(self):
        # A pipe in place of a file: the work takes as long as nobody writes.
        slow = self.folder / "slow.connspec"
        os.mkfifo(slow)
        on = Terminal(self.folder, "check", "slow.connspec")
        on.wait_for("looking for specs")
        with open(slow, "w") as pipe:
            pipe.write("edition 2026-10\nsite a { prefixes = 10.1.0.0/16 }\n")
        self.assertEqual(on.end(), 0)
        self.assertIn("\r\x1b[K", on.said.split("looking for specs")[-1], "the line is taken back")
        self.assertIn("No findings in 1 file", on.said)

    def test_no_line_where_errors_go_elsewhere(self):
        slow = self.folder / "slow.connspec"
        os.mkfifo(slow)
        command = [CONNSPEC, "check", "slow.connspec"]
        child = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.8)
        slow.write_text("edition 2026-10\n")
        _, said = child.communicate(timeout=PATIENCE)
        self.assertEqual(said, b"")

    def test_colours(self):
        (self.folder / "a.connspec").write_text("edition 2026-10\nsite a { colour = 1 }\n")
        coloured = re.compile(r"\x1b\[[0-9;]*m")
        for environment, arguments, expected in [({}, [], True), ({"NO_COLOR": "1"}, [], False), ({}, ["--color", "never"], False)]:
            on = Terminal(self.folder, "check", *arguments, **environment)
            self.assertEqual(on.end(), 1)
            self.assertEqual(bool(coloured.search(on.said)), expected, on.said)

    def test_options_asks(self):
        on = Terminal(self.folder, "options", "--as-of", "2026-11-22")
        for question, answer in [("such as 500Mbps", "500Mbps"), ("(vpn or private)", "perhaps"), ("not understood", "private"),
                                 ("yes or no", ""), ("yes or no", ""), ("how many computers", "site"), ("yes or no", ""),
                                 ("instance, zone or both", "")]:
            on.wait_for(question)
            on.said = on.said.split(question, 1)[1]
            on.type(answer + "\n")
        self.assertEqual(on.end(), 0)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", on.said)
        self.assertRegex(plain, r"expressroute +yes +ErGw1AZ, circuit of 500 Mbps")
        # The overview is a table; what comes below it fits.
        for line in plain.split("\n\r\n" if "\n\r\n" in plain else "\r\n\r\n", 2)[-1].splitlines():
            self.assertLessEqual(len(line), 60, line)

    def test_init_asks(self):
        on = Terminal(self.folder, "init")
        on.wait_for("(1) ")
        on.type("2\n")
        self.assertEqual(on.end(), 0)
        self.assertIn("connection point-to-site", (self.folder / "network.connspec").read_text())

    def test_explanations_fit(self):
        on = Terminal(self.folder, "explain", "requires/throughput", NO_COLOR="1")
        self.assertEqual(on.end(), 0)
        text = on.said.split("Reported\r\n")[0]
        for line in text.splitlines():
            self.assertLessEqual(len(line), 60, line)

    def test_watching_shows_the_present_state_until_it_is_interrupted(self):
        file = self.folder / "a.connspec"
        file.write_text("edition 2026-10\nsite a { }\n")
        on = Terminal(self.folder, "check", "--watch")
        on.wait_for("Ctrl-C ends it")
        self.assertTrue(on.said.lstrip("\r\n").startswith("\x1b[2J"), "the screen is cleared first")
        on.said = ""
        file.write_text("edition 2026-10\nsite a { colour = 1 }\n")
        on.wait_for("unknown attribute")
        on.wait_for("Ctrl-C ends it")
        on.child.send_signal(signal.SIGINT)
        self.assertEqual(on.end(), -signal.SIGINT)
        self.assertNotIn("panicked", on.said)


if __name__ == "__main__":
    unittest.main()
