//! `connspec lsp`.

use super::{Exit, complain};

/// Run the language server, on standard input and output
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Speak on standard input and output: the only way, and what some editors add by themselves
    #[arg(long)]
    stdio: bool,
}

/// Runs it.
pub fn run(args: &Args) -> Exit {
    let _ = args.stdio;
    complain("this build has no language server; build it with the feature `lsp`");
    Exit::Failed
}
