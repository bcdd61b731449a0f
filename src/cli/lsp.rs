//! `connspec lsp`.

use super::Exit;

/// Run the language server, on standard input and output
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Speak on standard input and output: the only way, and what some editors add by themselves
    #[arg(long)]
    stdio: bool,
}

/// Runs it.
#[cfg(feature = "lsp")]
pub fn run(args: &Args) -> Exit {
    let _ = args.stdio;
    let ended_well = crate::server::run() == std::process::ExitCode::SUCCESS;
    if ended_well { Exit::Fine } else { Exit::Failed }
}

/// Says that this build has none.
#[cfg(not(feature = "lsp"))]
pub fn run(args: &Args) -> Exit {
    let _ = args.stdio;
    super::complain("this build has no language server; build it with the feature `lsp`");
    Exit::Failed
}
