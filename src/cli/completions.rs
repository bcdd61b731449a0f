//! `connspec completions`.

use super::{Exit, out};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec completions bash > ~/.local/share/bash-completion/completions/connspec
  connspec completions zsh > ~/.zfunc/_connspec
  connspec completions fish > ~/.config/fish/completions/connspec.fish")]
pub struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

/// Prints them.
pub fn run(args: &Args) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "connspec", &mut text);
    out::print(&String::from_utf8_lossy(&text))
}
