"""What other tools read is valid by the schemas beside this file."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import xmlschema

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONNSPEC = os.path.abspath(os.environ["CONNSPEC"])

# Names and texts that have to be escaped, a tab, and a finding of more than one line.
ODD = """edition 2026-10
site "kaf\u00e9 <&> \\"x\\"" { prefixes = 10.1.0.0/16, colour = "50% of, it: <b>" }
vnet hub {
\tpubic-ips = [10.0.0.0/8,
\t  10.1.0.0/16]
}
"""
ODD_NAME = "sp\u00e4ce, 50%:<b>&.connspec"


def schema(name):
    return json.loads((HERE / name).read_text())


def validator(name, part=None):
    whole = schema(name)
    if part:
        whole = {"$ref": f"#/definitions/{part}", "definitions": whole["definitions"]}
    return jsonschema.Draft7Validator(whole)


def check(folder, *arguments):
    command = [CONNSPEC, "check", "--as-of", "2026-11-22", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    assert done.returncode in (0, 1), done
    return done.stdout.decode("utf-8")


class Formats(unittest.TestCase):
    """Each format, of every example, of odd texts, of nothing found, and beside a baseline."""

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        folder = Path(cls.kept.name)
        (folder / ODD_NAME).write_text(ODD)
        (folder / "fine.connspec").write_text("edition 2026-10\nsite a { prefixes = 10.1.0.0/16 }\n")
        check(folder, ODD_NAME, "--write-baseline", "baseline.json")
        cls.runs = [
            (ROOT, ["docs/examples"]),
            (ROOT, ["tests/cli/check.in/hub.connspec"]),
            (folder, ["fine.connspec"]),
            (folder, [ODD_NAME]),
            (folder, [ODD_NAME, "--baseline", "baseline.json"]),
        ]

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    def each(self, form):
        for folder, arguments in self.runs:
            with self.subTest(form=form, arguments=arguments):
                yield check(folder, "--format", form, *arguments)

    def test_sarif(self):
        valid = validator("sarif-2.1.0.schema.json")
        suppressed = 0
        for text in self.each("sarif"):
            log = json.loads(text)
            valid.validate(log)
            run = log["runs"][0]
            rules = run["tool"]["driver"]["rules"]
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
                uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                self.assertFalse(uri.startswith(("/", "./")), uri)
                suppressed += len(result.get("suppressions", []))
            for rule in rules:
                self.assertIn("## Reported", rule["help"]["markdown"])
                self.assertTrue(rule["helpUri"].startswith("https://"))
        self.assertGreater(suppressed, 0, "what a baseline accepts is suppressed")

    def test_sarif_says_what_json_says(self):
        for folder, arguments in self.runs[:4]:
            found = json.loads(check(folder, "--format", "json", *arguments))["findings"]
            results = json.loads(check(folder, "--format", "sarif", *arguments))["runs"][0]["results"]
            self.assertEqual(len(found), len(results))
            for one, other in zip(found, results):
                place = other["locations"][0]["physicalLocation"]
                region = place["region"]
                self.assertEqual(unquote(place["artifactLocation"]["uri"]), one["path"])
                self.assertEqual((region["startLine"], region["startColumn"]),
                                 (one["range"]["start"]["line"], one["range"]["start"]["column"]))
                self.assertEqual(len(other.get("relatedLocations", [])), len(one["related"]))
                self.assertEqual(len(other.get("fixes", [])), len(one["fixes"]))

    def test_json(self):
        valid = validator("findings.schema.json")
        for text in self.each("json"):
            whole = json.loads(text)
            valid.validate(whole)
            for severity in ("error", "warning", "info", "hint"):
                count = sum(finding["severity"] == severity for finding in whole["findings"])
                self.assertEqual(count, whole["summary"][severity])

    def test_jsonl(self):
        valid = validator("findings.schema.json", "finding")
        for text in self.each("jsonl"):
            for line in text.splitlines():
                valid.validate(json.loads(line))

    def test_gitlab(self):
        valid = validator("gitlab.schema.json")
        for text in self.each("gitlab"):
            issues = json.loads(text)
            valid.validate(issues)
            prints = [issue["fingerprint"] for issue in issues]
            self.assertEqual(len(set(prints)), len(prints), "fingerprints tell findings apart")

    def test_junit(self):
        valid = xmlschema.XMLSchema(HERE / "junit.xsd")
        for text in self.each("junit"):
            valid.validate(text)
            whole = xmlschema.XMLResource(text).root
            suites = whole.findall("testsuite")
            self.assertEqual(int(whole.get("tests")), sum(len(suite.findall("testcase")) for suite in suites))
            self.assertEqual(int(whole.get("failures")), len(whole.findall(".//failure")))

    def test_github(self):
        line_of = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
        unescaped = [("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")]
        for folder, arguments in self.runs[:4]:
            found = json.loads(check(folder, "--format", "json", *arguments))["findings"]
            lines = check(folder, "--format", "github", *arguments).splitlines()
            self.assertEqual(len(found), len(lines))
            for finding, line in zip(found, lines):
                level, properties, message = line_of.fullmatch(line).groups()
                named = dict(part.split("=", 1) for part in properties.split(","))
                for escaped, plain in unescaped:
                    message = message.replace(escaped, plain)
                    named = {name: value.replace(escaped, plain) for name, value in named.items()}
                self.assertEqual(message, finding["message"])
                self.assertEqual((named["file"], int(named["line"])), (finding["path"], finding["range"]["start"]["line"]))


class Schemas(unittest.TestCase):
    """The schemas refuse what is wrong: a test that can't fail would say nothing."""

    def refused(self, name, value, part=None):
        with self.assertRaises(jsonschema.ValidationError):
            validator(name, part).validate(value)

    def test_they_refuse(self):
        folder = ROOT / "docs/examples"
        for change in (lambda log: log.update(version="2.0.0"), lambda log: log["runs"][0].pop("tool"),
                       lambda log: log["runs"][0]["results"][0].update(level="fatal")):
            log = json.loads(check(folder, "--format", "sarif"))
            change(log)
            self.refused("sarif-2.1.0.schema.json", log)
        for change in (lambda whole: whole.update(version=2), lambda whole: whole["findings"][0].pop("azure_error"),
                       lambda whole: whole["findings"][0].update(colour="red"),
                       lambda whole: whole["findings"][0]["range"]["start"].update(line=0)):
            whole = json.loads(check(folder, "--format", "json"))
            change(whole)
            self.refused("findings.schema.json", whole)
        issues = json.loads(check(folder, "--format", "gitlab"))
        issues[0]["severity"] = "error"
        self.refused("gitlab.schema.json", issues)
        text = check(folder, "--format", "junit").replace("<failure ", "<mistake ").replace("</failure>", "</mistake>")
        with self.assertRaises(xmlschema.XMLSchemaValidationError):
            xmlschema.XMLSchema(HERE / "junit.xsd").validate(text)


if __name__ == "__main__":
    unittest.main()
