//! Files that mean harm, or that nobody would write: nothing is read that shouldn't be, nothing is said
//! that shouldn't be, nothing breaks. From outside, with the real binary.

use std::path::Path;
use std::process::{Command, Output};

/// A folder with files: name and text.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_connspec")).args(arguments).current_dir(folder).output().unwrap()
}

/// What a check says in one line a finding. It ends as checks end.
fn check(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[&["check", "--format", "short"], arguments].concat());
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(0..=2)), "{:?}: {}", output.status, said.get(..500).unwrap_or(&said));
    said
}

#[test]
#[cfg(unix)]
fn imports_stay_in_the_project() {
    let files = [
        ("out/x.connspec", "site outside { colour = 1 }\n"),
        ("p/beside.connspec", ""),
        ("p/sub/inside.connspec", "site inside { colour = 1 }\n"),
        (
            "p/main.connspec",
            "edition 2026-10\nimport \"../out/x.connspec\"\nimport \"link/x.connspec\"\nimport \"l.connspec\"\nimport \"/etc/passwd\"\n\
             import \"sub/../../out/x.connspec\"\nimport \"link/*.connspec\"\nimport \"root/*/*/*/*/*.connspec\"\nimport \"*/*.connspec\"\n",
        ),
    ];
    let holder = folder(&files);
    let project = holder.path().join("p");
    for (target, link) in [("../out", "link"), ("../out/x.connspec", "l.connspec"), ("/", "root")] {
        std::os::unix::fs::symlink(target, project.join(link)).unwrap();
    }
    let said = check(&project, &["main.connspec"]);
    for line in 2..=6 {
        assert!(said.contains(&format!("main.connspec:{line}:8: error[import/outside-project]")), "{said}");
    }
    // Beyond a link that leads out nothing is listed, so there is nothing to match.
    for line in 7..=8 {
        assert!(said.contains(&format!("main.connspec:{line}:8: error[import/no-match]")), "{said}");
    }
    // A file beside the folders that a pattern means is no trouble.
    assert!(!said.contains("main.connspec:9:") && said.contains("sub/inside.connspec:1:15"), "{said}");
    assert!(!said.contains("outside {") && !said.contains("x.connspec:1"), "{said}");
}

/// Who runs a check may open more than the project, file by file or folder by folder. Nobody else may.
#[test]
#[cfg(unix)]
fn imports_reach_what_the_command_line_names() {
    let holder = folder(&[
        ("p/main.connspec", "edition 2026-10\nimport \"../common/a.connspec\"\nimport \"../common/s*.connspec\"\n"),
        ("p/connspec.toml", ""),
        ("common/a.connspec", "site a { prefixes = lan, colour = 1 }\n"),
        ("common/s1.connspec", "let lan = 10.1.0.0/16\n"),
        ("common/secrets.txt", "site {\n"),
        ("q/main.connspec", "edition 2026-10\nimport \"../common/secrets.txt\"\nimport \"../link/secrets.txt\"\n"),
    ]);
    let refused = |said: &str, place: &str| said.contains(&format!("{place}: error[import/outside-project]"));
    let said = check(holder.path(), &["p"]);
    assert!(refused(&said, "p/main.connspec:2:8") && refused(&said, "p/main.connspec:3:8"), "{said}");
    // One file is one file: its folder is neither read nor listed.
    let said = check(holder.path(), &["p", "common/a.connspec"]);
    assert!(!refused(&said, "p/main.connspec:2:8") && refused(&said, "p/main.connspec:3:8"), "{said}");
    // What is imported is a part of the spec that imports it, and not judged alone: there `lan` would be nothing.
    for named in [["p", "common"], ["p/main.connspec", "common/"], ["common", "p"]] {
        let said = check(holder.path(), &named);
        assert!(!said.contains("import/") && !said.contains("name/"), "{named:?}: {said}");
        assert_eq!(said.matches("schema/unknown-attribute").count(), 1, "{named:?}: {said}");
    }
    // A folder that is named stands for the specs in it; a link for nothing.
    std::os::unix::fs::symlink("common", holder.path().join("link")).unwrap();
    let said = check(holder.path(), &["q", "common", "link"]);
    assert!(refused(&said, "q/main.connspec:2:8") && refused(&said, "q/main.connspec:3:8"), "{said}");
    assert!(!said.contains("secrets.txt:1"), "{said}");
}

#[test]
fn settings_do_not_lead_out_of_the_project() {
    let outside = "site outside { colour = 1 }\n";
    let holder = folder(&[
        ("x.connspec", outside),
        ("p/a.connspec", "edition 2026-10\n"),
        (
            "p/connspec.toml",
            "roots = [\"../x.connspec\", \"/etc/*\", \"../**/*\"]\nexclude = [\"/\", \"../*\", \"{a,{b\"]\n",
        ),
    ]);
    let said = check(&holder.path().join("p"), &["."]);
    assert!(!said.contains("schema/unknown-attribute"), "{said}");
}

#[test]
fn settings_of_any_size_and_depth_are_read_or_refused() {
    for settings in [
        format!("roots = {}{}", "[".repeat(50_000), "]".repeat(50_000)),
        format!("roots = [\"{}\"]", "*".repeat(20_000)),
        format!("exclude = [{}]", format!("\"{}\",", "{a,b}".repeat(12)).repeat(200)),
        format!("edition = \"{}\"", "x".repeat(200_000)),
        "a.".repeat(20_000) + "b = 1",
    ] {
        let holder = folder(&[("a.connspec", "edition 2026-10\n"), ("connspec.toml", &settings)]);
        check(holder.path(), &["."]);
    }
}

#[test]
fn depth_has_an_end_and_is_said_once() {
    let circle: String = (0..3000).map(|index| format!("let b{index} = [b{}]\n", (index + 1) % 3000)).collect();
    let lets: String = (0..3000).map(|index| format!("let a{index} = a{}\n", index + 1)).collect();
    for (text, says) in [
        (format!("site a {{ prefixes = 10.0.0.0/16{} }}", ",\n10.1.0.0/16".repeat(20_000)), "syntax/unexpected"),
        (format!("site a {{{} }}", " prefixes = {\n".repeat(2_000)), "syntax/"),
        (format!("site a {{{}{}}}", " b {".repeat(20_000), "}".repeat(20_000)), "syntax/unexpected"),
        (format!("site a {{{}", " b {".repeat(20_000)), "syntax/"),
        (format!("let x = {}{}", "[".repeat(20_000), "]".repeat(20_000)), "syntax/unexpected"),
        (format!("site a {{ prefixes = {}", "[".repeat(20_000)), "syntax/"),
        (format!("let x = {}{}", "a(".repeat(20_000), ")".repeat(20_000)), "syntax/unexpected"),
        (format!("{}\nsite a {{}}", "@a(x = ".repeat(5000)), "syntax/"),
        (format!("let a = b0\n{circle}site s {{ prefixes = a }}"), "a.connspec:3:5: error[name/circular-let]"),
        (format!("{lets}let a3000 = 10.0.0.0/8\nsite a {{ prefixes = a0 }}"), "name/let-value"),
    ] {
        let holder = folder(&[("a.connspec", &format!("edition 2026-10\n{text}\n"))]);
        let said = check(holder.path(), &["a.connspec"]);
        assert!(said.contains(says), "{says}: {}", said.get(..400).unwrap_or(&said));
        run(holder.path(), &["fmt", "--check", "a.connspec"]);
    }
}

#[test]
fn one_long_line_is_a_line() {
    let prefixes: Vec<String> = (0..20_000).map(|n| format!("10.{}.{}.0/24", n / 256, n % 256)).collect();
    let text = format!("edition 2026-10\nsite a {{ prefixes = [{}], colour = 1 }}\n", prefixes.join(", "));
    let holder = folder(&[("a.connspec", &text)]);
    let said = check(holder.path(), &["a.connspec"]);
    assert!(said.contains("schema/unknown-attribute"), "{}", said.get(..400).unwrap_or(&said));
}

const SECRET: &str = "Zq7Marker";

/// However a key is written into a spec, rightly or wrongly, nothing repeats it.
#[test]
fn no_secret_is_repeated() {
    let written = [
        "shared-key = \"SECRET\"",
        "shared-key = SECRET",
        "shared-key: \"SECRET\"",
        "shared-key = \"SECRET",
        "shared-key = 'SECRET'",
        "shared-key = SECRET$x",
        "shared-key = 12SECRET",
        "shared-key = [\"SECRET\"]",
        "shared-key = secret(\"SECRET\")",
        "shared-key = keyvault(SECRET)",
        "shared-key \"SECRET\"",
        "shared-key == \"SECRET\"",
        "shared-key = SECRET.b",
        "shared-key = \"\u{f6}SECRET\"",
        "shared-kye = \"SECRET\"",
        "psk = \"SECRET\"",
        "shared-key = keyvault(\"a\", \"b\")\n  shared-key = \"SECRET\"",
    ];
    for line in written {
        let line = line.replace("SECRET", SECRET);
        let text = format!(
            "edition 2026-10\nvnet hub {{ prefixes = 10.0.0.0/16 }}\ngateway vpn g {{ vnet = hub, sku = VpnGw1AZ }}\n\
             site hq {{ prefixes = 10.1.0.0/16, device d {{ public-ip = 203.0.113.10 }} }}\n\
             connection site-to-site hq {{\n  site = hq\n  gateway = g\n  {line}\n}}\n"
        );
        let holder = folder(&[("a.connspec", &text)]);
        for format in ["human", "json", "sarif"] {
            let output = run(holder.path(), &["check", "--format", format, "a.connspec"]);
            let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
            assert!(!said.contains(SECRET), "{format} of `{line}`:\n{said}");
        }
        for command in ["graph", "options"] {
            let output = run(holder.path(), &[command, "a.connspec"]);
            let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
            assert!(!said.contains(SECRET), "{command} of `{line}`:\n{said}");
        }
    }
}

/// What a spec says never drives the terminal it is shown in.
#[test]
fn a_spec_does_not_drive_the_terminal() {
    let text = "edition 2026-10\nvnet \"hub\u{1b}]0;x\u{7}\" { region = \"a\u{1b}]0;x\u{7}\", prefixes = 10.0.0.0/16 }\n\
                gateway vpn \"g\u{1b}]0;x\u{7}\" { vnet = \"other\u{1b}]0;x\u{7}\", sku = \"V\u{1b}]0;x\u{7}\" }\n\
                site \"s\u{1b}]0;x\u{7}\" { prefixes = 10.1.0.0/16, device d { public-ip = 203.0.113.10 } }\n\
                connection site-to-site \"c\u{1b}]0;x\u{7}\" { site = \"s\u{1b}]0;x\u{7}\", gateway = \"g\u{1b}]0;x\u{7}\" }\n";
    let holder = folder(&[("a.connspec", text)]);
    let shown = |arguments: &[&str]| {
        // As on a terminal: what is written isn't stripped of sequences.
        let mut command = Command::new(env!("CARGO_BIN_EXE_connspec"));
        let output = command.args(arguments).current_dir(holder.path()).env("CLICOLOR_FORCE", "1").output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("\u{1b}]"), "{arguments:?}:\n{said}");
        said
    };
    for format in ["human", "short", "json", "github", "gitlab", "sarif", "junit"] {
        assert!(shown(&["check", "--format", format, "a.connspec"]).contains('␛'), "{format}");
    }
    for format in ["svg", "mermaid", "dot", "json"] {
        shown(&["graph", "--format", format, "a.connspec"]);
    }
    for format in ["table", "markdown", "json"] {
        shown(&["options", "--format", format, "a.connspec"]);
    }
}
