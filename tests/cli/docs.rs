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
