//! The `connspec` command.

fn main() -> std::process::ExitCode {
    connspec::cli::main()
}
