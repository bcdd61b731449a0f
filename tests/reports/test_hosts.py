"""The GitHub action's steps in order, and the pre-commit hooks, on repositories of their own."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
CONNSPEC = Path(os.environ["CONNSPEC"]).resolve()
WRONG = "edition 2026-10\nvnet hub { prefixes = 10.0.0.0/8, colour = red }\n"
UGLY = "edition 2026-10\n\nvnet hub { prefixes=10.0.0.0/16 }\n"
FINE = "edition 2026-10\n\nvnet hub { prefixes = 10.0.0.0/16 }\n"


class Host(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        programs = self.folder / "bin"
        programs.mkdir()
        shutil.copy(CONNSPEC, programs / "connspec")
        home = {"HOME": str(self.folder), "PRE_COMMIT_HOME": str(self.folder / "cache")}
        author = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        self.environment = {**inherited, **home, **author, **git, "PATH": f"{programs}:{os.environ['PATH']}"}
        self.work = self.folder / "work"
        self.work.mkdir()

    def run_in(self, folder, *command):
        return subprocess.run(command, cwd=folder, env=self.environment, capture_output=True, text=True, timeout=300)

    def write(self, path, text):
        path = self.work / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Action(Host):
    """`action.yml`, its shell steps executed in order as the runner does."""

    def act(self, **given):
        action = yaml.safe_load((ROOT / "action.yml").read_text())
        known = action["inputs"]
        self.assertLessEqual(given.keys(), known.keys())
        inputs = {name: given.get(name, it["default"]) for name, it in known.items()}
        output = self.folder / "output"
        output.write_text("")

        def filled(text):
            def value(found):
                room, _, name = found.group(1).partition(".")
                known = {"runner.temp": str(self.folder), "github.action_path": str(ROOT)}
                return inputs[name] if room == "inputs" else known[found.group(1)]

            return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", value, text)

        self.assertEqual(action["runs"]["using"], "composite")
        said, code = "", 0
        for step in action["runs"]["steps"]:
            if "run" not in step:
                continue
            self.assertNotIn("${{", step["run"], "inputs reach a script by its environment alone")
            environment = {name: filled(value) for name, value in step.get("env", {}).items()}
            self.environment.update(environment, GITHUB_OUTPUT=str(output), GITHUB_PATH=str(self.folder / "path"))
            # As the runner starts `shell: bash`.
            done = self.run_in(self.work, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
            said, code = said + done.stdout + done.stderr, done.returncode
            if code:
                break
        outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return code, said, outputs

    def test_a_spec_with_an_error_fails_the_job(self):
        self.write("network/a.connspec", WRONG)
        code, said, outputs = self.act(paths="network/")
        self.assertEqual(code, 1, said)
        self.assertIn("::error file=network/a.connspec,line=2,", said)
        log = json.loads(Path(outputs["sarif"]).read_text())
        self.assertIn("schema/unknown-attribute", [it["ruleId"] for it in log["runs"][0]["results"]])

    def test_a_fine_spec_passes(self):
        self.write("a.connspec", FINE)
        code, said, outputs = self.act()
        self.assertEqual(code, 0, said)
        self.assertEqual(json.loads(Path(outputs["sarif"]).read_text())["runs"][0]["results"], [])
        self.assertRegex(outputs["print"], "^[0-9a-f]{16}$")

    def test_inputs_are_honoured(self):
        self.write("one/a.connspec", FINE)
        self.write("two/b.connspec", FINE.replace("edition 2026-10\n\n", ""))
        self.assertEqual(self.act(paths="one two")[0], 0)
        hinted = {"paths": "one two", "error-on": "hint"}
        self.assertEqual(self.act(**hinted)[0], 1)
        self.assertEqual(self.act(**hinted, edition="2026-10")[0], 0)
        self.assertEqual(self.act(**hinted, arguments="--ignore schema")[0], 0)

    def test_what_cannot_be_checked_fails_the_job(self):
        code, said, outputs = self.act(paths="nowhere")
        self.assertEqual(code, 2)
        self.assertIn("there is no file or folder `nowhere`", said)


class PreCommit(Host):
    """`.pre-commit-hooks.yaml`, run by pre-commit. Only the building of connspec is left out."""

    def setUp(self):
        super().setUp()
        hooks = self.folder / "hooks"
        hooks.mkdir()
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
        for repository in (hooks, self.work):
            self.run_in(repository, "git", "init", "--quiet")
        self.run_in(hooks, "git", "add", "--all")
        self.run_in(hooks, "git", "commit", "--quiet", "--message", "hooks")
        revision = self.run_in(hooks, "git", "rev-parse", "HEAD").stdout.strip()
        ids = [hook["id"] for hook in yaml.safe_load((hooks / ".pre-commit-hooks.yaml").read_text())]
        self.assertEqual(ids, ["connspec-check", "connspec-fmt"])
        config = {"repo": str(hooks), "rev": revision, "hooks": [{"id": id, "language": "system"} for id in ids]}
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [config]}))

    def hook(self, name, text):
        self.write("a.connspec", text)
        self.write("notes.txt", "no spec")
        self.run_in(self.work, "git", "add", "--all")
        return self.run_in(self.work, "pre-commit", "run", name, "--all-files")

    def test_check(self):
        done = self.hook("connspec-check", WRONG)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("error[schema/unknown-attribute]", done.stdout)
        done = self.hook("connspec-check", FINE)
        self.assertEqual(done.returncode, 0, done)

    def test_fmt(self):
        done = self.hook("connspec-fmt", UGLY)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("files were modified by this hook", done.stdout)
        self.assertEqual((self.work / "a.connspec").read_text(), FINE)
        self.assertEqual(self.hook("connspec-fmt", FINE).returncode, 0)


if __name__ == "__main__":
    unittest.main()
