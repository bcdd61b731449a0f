//! How far long work is: a line on standard error, on a terminal only, gone when the work is done.

use crate::workspace::check::{Progress, Request};
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Work that is done by then needs no line.
const PATIENCE: Duration = Duration::from_millis(400);
/// How often it is drawn.
const TICK: Duration = Duration::from_millis(100);
/// How wide the bar is.
const WIDTH: usize = 24;

/// The line, as long as it is kept.
pub struct Line {
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Line {
    /// Follows what a request comes to.
    pub fn start(request: &mut Request) -> Line {
        // `TERM=dumb` can't take a line back.
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if is_dumb || !std::io::stderr().is_terminal() {
            return Line { drawing: None };
        }
        let progress = Arc::new(Progress::default());
        request.progress = Some(progress.clone());
        let (send, over) = channel::<()>();
        let thread = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            while over.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                draw(&text(&progress));
                wait = TICK;
            }
            if wait == TICK {
                draw("");
            }
        });
        Line { drawing: Some((send, thread)) }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some((send, thread)) = self.drawing.take() {
            drop(send);
            let _ = thread.join();
        }
    }
}

fn text(progress: &Progress) -> String {
    let (done, all) = (progress.done.load(Ordering::Relaxed), progress.all.load(Ordering::Relaxed));
    match all {
        0 => "looking for specs".to_owned(),
        1 => "checking".to_owned(),
        _ => {
            let filled = (done * WIDTH / all).min(WIDTH);
            format!("checking [{}{}] {done} of {all} specs", "=".repeat(filled), " ".repeat(WIDTH - filled))
        }
    }
}

/// Replaces the line.
fn draw(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "\r\u{1b}[K{text}").and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_says_how_far_it_is() {
        let progress = Progress::default();
        assert_eq!(text(&progress), "looking for specs");
        progress.all.store(48, Ordering::Relaxed);
        progress.done.store(12, Ordering::Relaxed);
        assert_eq!(text(&progress), "checking [======                  ] 12 of 48 specs");
        progress.done.store(48, Ordering::Relaxed);
        assert_eq!(text(&progress), "checking [========================] 48 of 48 specs");
    }
}
