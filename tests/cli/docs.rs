//! `docs/cli.md` is generated from the command line itself, and is current.

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
    for document in ["README.md", "docs/ci.md"] {
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
    assert_eq!(seen, 2);
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
