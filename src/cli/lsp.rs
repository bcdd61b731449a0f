//! `connspec lsp`.

use std::process::ExitCode;

/// Run the language server, on standard input and output
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Speak on standard input and output: the only way, and what some editors add by themselves
    #[arg(long)]
    stdio: bool,
}

/// Runs it; the protocol says which code it ends with.
#[cfg(feature = "lsp")]
pub fn run(args: &Args) -> ExitCode {
    let _ = args.stdio;
    crate::server::run()
}

/// Says that this build has none.
#[cfg(not(feature = "lsp"))]
pub fn run(args: &Args) -> ExitCode {
    let _ = args.stdio;
    super::complain("this build has no language server; build it with the feature `lsp`");
    super::Exit::Failed.into()
}
