//! `docs/cli.md` is generated from the command line itself, and is current; what other pages show is true.

use std::fmt::Write;

fn page() -> String {
    let mut command = connspec::cli::command().term_width(100);
    command.build();
    let mut page = String::from(
        "# The command line\n\nGenerated from the program; `UPDATE=1 cargo test --test cli docs` writes it anew.\n",
    );
    section(&mut command, &mut page);
    let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    for name in names.iter().filter(|name| *name != "help") {
        section(command.find_subcommand_mut(name).unwrap(), &mut page);
    }
    page
}

fn section(command: &mut clap::Command, page: &mut String) {
    let title = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## {title}\n\n```text\n{}\n```\n", help.join("\n").trim_end());
}

#[test]
fn docs_are_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == page, "docs/cli.md is not current: UPDATE=1 cargo test --test cli docs");
}

#[test]
fn the_command_line_is_consistent() {
    connspec::cli::command().debug_assert();
}

/// What the documents show of the examples is what the program says, on the day that they name.
#[test]
fn transcripts_in_documents_are_true() {
    let mut seen = 0;
    for document in ["README.md", "docs/ci.md", "docs/first-spec.md"] {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/").to_owned() + document).unwrap();
        for block in text.split("```text\n$ connspec ").skip(1) {
            let (block, _) = block.split_once("```").unwrap();
            let (arguments, shown) = block.split_once('\n').unwrap();
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_connspec"))
                .args(arguments.split_whitespace())
                .args(["--as-of", "2026-11-22"])
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), shown, "{document}: {arguments}");
            seen += 1;
        }
    }
    assert_eq!(seen, 4);
}

/// The specs in documents that name their edition are whole: nothing is wrong with them.
#[test]
fn specs_in_documents_are_fine() {
    let mut seen = 0;
    let pages = ["README.md", "docs/first-spec.md", "docs/existing-network.md", "docs/language.md"];
    for document in pages.into_iter().chain(["editors/vscode/walkthrough/write.md"]) {
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/").to_owned() + document).unwrap();
        for block in text.split("```connspec\n").skip(1) {
            let (spec, _) = block.split_once("```").unwrap();
            if !spec.contains("edition ") {
                continue;
            }
            let checked = with_input(&["check", "--as-of", "2026-11-22", "--error-on", "warning", "-"], spec);
            assert!(checked.status.success(), "{document}: {}", String::from_utf8_lossy(&checked.stdout));
            let formatted = with_input(&["fmt", "-"], spec);
            assert_eq!(String::from_utf8(formatted.stdout).unwrap(), spec, "{document}");
            seen += 1;
        }
    }
    assert_eq!(seen, 6);
}

/// What a command answers to a text on its standard input.
fn with_input(arguments: &[&str], text: &str) -> std::process::Output {
    use std::io::Write;
    use std::process::Stdio;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_connspec"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// The examples in the help that ask about names and tables have an answer.
#[test]
fn examples_of_the_help_have_an_answer() {
    let page = page();
    let mut seen = 0;
    for line in page.lines().filter_map(|line| line.strip_prefix("  connspec ")) {
        let command = line.split("  ").next().unwrap();
        let asks = ["explain ", "rules", "catalog", "options --"].iter().any(|it| command.starts_with(it));
        if !asks || command.contains('|') {
            continue;
        }
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_connspec"))
            .args(command.split_whitespace())
            .output()
            .unwrap();
        assert!(output.status.success(), "connspec {command}: {}", String::from_utf8_lossy(&output.stderr));
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

/// The picture in the README is the one that the program draws.
#[test]
fn the_picture_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/images/contoso-hub.svg");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_connspec"))
        .args(["graph", "docs/examples/contoso-hub", "--as-of", "2026-11-22"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &output.stdout).unwrap();
    }
    assert!(
        std::fs::read(path).unwrap() == output.stdout,
        "docs/images is not current: UPDATE=1 cargo test --test cli docs"
    );
}
