//! What a transcript can't show: closed pipes, and a check that watches.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn connspec() -> Command {
    Command::new(env!("CARGO_BIN_EXE_connspec"))
}

#[test]
fn a_closed_pipe_is_no_trouble() {
    for arguments in [
        &["catalog", "region"][..],
        &["rules"],
        &["explain", "VpnGw2"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let mut child = connspec().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

/// A full disk, or whatever else keeps standard output from being written.
#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_said() {
    let folder = env!("CARGO_MANIFEST_DIR");
    for arguments in [
        &["check", "docs/examples/coexistence"][..],
        &["check", "docs/examples/coexistence", "--format", "sarif"],
        &["check", "docs/examples/coexistence", "--diff", "--fix=all"],
        &["graph", "docs/examples/coexistence"],
        &["explain", "VpnGw2"],
        &["options", "--throughput", "1Gbps"],
        &["completions", "fish"],
        &["man"],
        &["--help"],
        &["--version"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = connspec().args(arguments).current_dir(folder).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("error: standard output can't be written: no space left on device\n"),
            "{arguments:?}: {said}"
        );
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = connspec().args(["completions", shell]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.contains("write-baseline"), "{shell}");
    }
}

#[test]
fn colours_are_for_terminals() {
    let run = |arguments: &[&str]| {
        let output = connspec().args(arguments).env_remove("NO_COLOR").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!run(&["catalog"]).contains('\u{1b}'));
    assert!(run(&["catalog", "--color", "always"]).contains('\u{1b}'));
    assert!(!run(&["catalog", "--color", "never"]).contains('\u{1b}'));
}

#[test]
#[cfg(unix)]
fn watching_follows_files_until_it_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.connspec");
    std::fs::write(&file, "edition 2026-10\nsite a { }\n").unwrap();
    let mut child = connspec()
        .args(["check", "--watch", "--format", "short", "."])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (send, lines) = std::sync::mpsc::channel();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || stdout.lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
    let await_line = |wanted: &str| {
        let end = Instant::now() + Duration::from_secs(20);
        while let Ok(line) = lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(wanted) {
                return;
            }
        }
        panic!("no line with {wanted}");
    };
    let pause = || std::thread::sleep(Duration::from_millis(300));
    await_line("No findings in 1 file");
    pause();
    std::fs::write(&file, "edition 2026-10\nsite a { colour = 1 }\n").unwrap();
    await_line("schema/unknown-attribute");
    pause();
    std::fs::write(folder.path().join("b.connspec"), "edition 2026-10\nsite b {\n").unwrap();
    await_line("b.connspec:2:9: error[syntax/missing-brace]");
    pause();
    std::fs::remove_file(folder.path().join("b.connspec")).unwrap();
    await_line("in 1 file");
    // Not INT, which a shell has its background jobs ignore.
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(!child.wait().unwrap().success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!said.contains("panicked"), "{said}");
}
