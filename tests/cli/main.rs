//! The command line from outside: transcripts, the generated page, and the formatter on real files.

mod docs;
mod format;
mod process;
mod roots;

/// Every transcript beside this file. `TRYCMD=overwrite cargo test --test cli` writes them anew.
#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd").case("tests/cli/*.toml");
}
