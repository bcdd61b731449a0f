//! Standard output and standard error: colours only on a terminal, no fuss about closed pipes.

use anstream::{AutoStream, ColorChoice};
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Standard output. Once its reader is gone, it swallows what is written.
#[derive(Debug)]
pub struct Out {
    buffer: Vec<u8>,
    closed: bool,
}

impl Out {
    /// Standard output.
    pub fn new() -> Out {
        Out { buffer: Vec::new(), closed: false }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        if self.closed || self.buffer.is_empty() {
            self.buffer.clear();
            return Ok(());
        }
        let mut stdout = anstream::stdout().lock();
        let written = stdout.write_all(&self.buffer).and_then(|()| stdout.flush());
        self.buffer.clear();
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            other => other,
        }
    }
}

impl Default for Out {
    fn default() -> Out {
        Out::new()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.closed {
            self.buffer.extend_from_slice(bytes);
            if self.buffer.len() > 1 << 16 && bytes.ends_with(b"\n") {
                self.pass_on()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        let _ = self.pass_on();
    }
}

/// Whether standard output takes colours.
pub(super) fn colour() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// The width of the terminal, where standard output is one.
pub(super) fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// Says on standard error what could not be done.
pub fn complain(message: impl Display) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "\u{1b}[1m\u{1b}[31merror\u{1b}[0m\u{1b}[1m:\u{1b}[0m {message}");
}

/// Says on standard error what one should know.
pub(super) fn remark(message: impl Display) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "\u{1b}[1m\u{1b}[36mnote\u{1b}[0m\u{1b}[1m:\u{1b}[0m {message}");
}

/// Writes text to standard output; says so if it can't.
pub(super) fn print(text: &str) -> super::Exit {
    let mut out = Out::new();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => super::Exit::Fine,
        Err(error) => {
            complain(format!("standard output can't be written: {}", why(&error)));
            super::Exit::Failed
        }
    }
}

/// Replaces a file's content at once: a reader sees the old or the new, never a part.
///
/// # Errors
/// Why it can't be written.
pub(super) fn write_file(path: &std::path::Path, content: &[u8]) -> io::Result<()> {
    if path.starts_with("/dev") {
        // Where standard output goes must not be replaced by a new file.
        return std::fs::OpenOptions::new().append(true).open(path)?.write_all(content);
    }
    // A link stays a link: what it points to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
    let name = target.file_name().ok_or_else(|| io::Error::other("it is no file name"))?;
    if target.exists() && !target.is_file() {
        // A device or a pipe, such as /dev/stdout, is written to.
        if target.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        return std::fs::write(&target, content);
    }
    let beside = folder.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let written = std::fs::write(&beside, content).and_then(|()| {
        if let Ok(old) = std::fs::metadata(&target) {
            std::fs::set_permissions(&beside, old.permissions())?;
        }
        std::fs::rename(&beside, &target)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// What to say after a name that nothing has: the nearest that something has, else what there is.
pub(super) fn hint(near: Option<&str>, otherwise: &str) -> String {
    match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; {otherwise}"),
    }
}

/// Breaks a text between words so that lines stay within a width; those after the first are indented.
pub(super) fn wrap(text: &str, indent: usize, width: usize) -> String {
    let mut wrapped = String::with_capacity(text.len() + 16);
    let mut column = 0;
    // What stands at the start stays as it is: it is layout.
    let start = text.len() - text.trim_start().len();
    for (index, word) in text[start..].split(' ').enumerate() {
        let letters = word.chars().count();
        if index == 0 {
            wrapped.push_str(&text[..start]);
            column = start;
        } else if column + 1 + letters > width && column > indent {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += letters;
    }
    wrapped
}

/// What went wrong, without codes.
pub(super) fn why(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("- a list of some words", 2, 12), "- a list of\n  some words");
        assert_eq!(wrap("    indented as it is", 4, 14), "    indented\n    as it is");
        assert_eq!(wrap("aword-longer-than-the-line b", 0, 5), "aword-longer-than-the-line\nb");
    }
}
