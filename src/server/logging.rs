//! What the server says of itself, through `tracing`: to the client (`window/logMessage`), from a level on
//! that its user sets, and to the file that `CONNSPEC_LOG` names, if it names one.
//!
//! Architecture invariants, kept by `tests/lsp/logging.rs`:
//! - The log says methods, times, counts, paths and settings, never a text or a value of a spec.
//! - The client gets our own events only, and sending one makes none: it can't feed itself.
//! - Nobody waits for a client that reads slowly: lines that don't fit are counted and left out.

use super::lsp::{self, MessageType, TraceValue};
use super::session::Session;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;
use tokio::sync::mpsc;
use tower_service::Service;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// How many lines wait for a client that doesn't read.
const WAITING: usize = 256;

/// The log that the client gets.
pub struct Log {
    /// From which level on, as the user set it, and as the client's tracing asks for; the finer counts.
    level: AtomicU8,
    traced: AtomicU8,
    lines: mpsc::Sender<(MessageType, String)>,
    waiting: Mutex<Option<mpsc::Receiver<(MessageType, String)>>>,
    left_out: AtomicUsize,
}

/// The levels that can be set, from the fewest lines to the most.
pub const LEVELS: [(&str, Level); 4] =
    [("error", Level::ERROR), ("warning", Level::WARN), ("info", Level::INFO), ("debug", Level::DEBUG)];

/// What is in force where nothing is set.
pub const DEFAULT: Level = Level::INFO;

fn rank(level: Level) -> u8 {
    LEVELS.iter().position(|(_, it)| *it == level).map_or(u8::MAX, |at| at as u8)
}

impl Log {
    pub fn new() -> Arc<Log> {
        let (lines, waiting) = mpsc::channel(WAITING);
        Arc::new(Log {
            level: AtomicU8::new(rank(DEFAULT)),
            traced: AtomicU8::new(0),
            lines,
            waiting: Mutex::new(Some(waiting)),
            left_out: AtomicUsize::new(0),
        })
    }

    pub fn set_level(&self, level: Level) {
        self.level.store(rank(level), Ordering::Relaxed);
    }

    /// Whoever traces the messages wants to know what the server does with them.
    pub fn set_trace(&self, trace: &TraceValue) {
        let level = if *trace == TraceValue::Off { 0 } else { rank(Level::DEBUG) };
        self.traced.store(level, Ordering::Relaxed);
    }

    fn in_force(&self) -> u8 {
        self.level.load(Ordering::Relaxed).max(self.traced.load(Ordering::Relaxed))
    }

    /// The level in force, as it is set.
    pub fn level(&self) -> &'static str {
        LEVELS[usize::from(self.in_force()).min(LEVELS.len() - 1)].0
    }

    /// Sends what is logged, from when the client is ready.
    pub async fn send(session: Arc<Session>) {
        let waiting = session.log.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut waiting) = waiting else { return };
        while let Some((kind, line)) = waiting.recv().await {
            session.client.log_message(kind, line).await;
            let left_out = session.log.left_out.swap(0, Ordering::Relaxed);
            if left_out > 0 {
                session.client.log_message(MessageType::Warning, format!("{left_out} lines were left out")).await;
            }
        }
    }
}

struct ToClient(Arc<Log>);

impl<S: Subscriber> Layer<S> for ToClient {
    fn on_event(&self, event: &Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let level = *event.metadata().level();
        if rank(level) > self.0.in_force() {
            return;
        }
        let kind = match level {
            Level::ERROR => MessageType::Error,
            Level::WARN => MessageType::Warning,
            Level::INFO => MessageType::Info,
            _ => MessageType::Log,
        };
        let mut line = Line::default();
        event.record(&mut line);
        if self.0.lines.try_send((kind, line.0)).is_err() {
            self.0.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// An event in words: its message, then its values.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

/// The file that the log goes to as well.
pub fn file() -> Option<PathBuf> {
    std::env::var_os("CONNSPEC_LOG").filter(|it| !it.is_empty()).map(PathBuf::from)
}

/// Begins to log. A panic's place is logged, and not its message, which may hold a text.
pub fn start(log: &Arc<Log>) {
    let opened = file().map(|path| (std::fs::OpenOptions::new().create(true).append(true).open(&path), path));
    let (file, failed) = match opened {
        Some((Ok(file), _)) => (Some(file), None),
        Some((Err(error), path)) => (None, Some((path, error))),
        None => (None, None),
    };
    let to_file = file.map(|file| {
        let layer = tracing_subscriber::fmt::layer().with_writer(Mutex::new(file)).with_ansi(false);
        layer.with_filter(LevelFilter::DEBUG)
    });
    let ours = Targets::new().with_target("connspec", LevelFilter::DEBUG);
    let _ = tracing_subscriber::registry().with(to_file).with(ToClient(log.clone()).with_filter(ours)).try_init();
    if let Some((path, error)) = failed {
        tracing::warn!("the log can't be written to {}: {error}", path.display());
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|it| format!(" at {}:{}", it.file(), it.line())).unwrap_or_default();
        eprintln!("connspec: a bug{place}; please report it");
        tracing::error!("a bug{place}; please report it");
    }));
}

/// A service whose messages are logged, with how long each took.
pub struct Logged<S>(pub S);

impl<S> Service<lsp::Request> for Logged<S>
where
    S: Service<lsp::Request, Response = Option<lsp::Response>>,
    S::Future: Send + 'static,
    S::Error: Send,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: lsp::Request) -> Self::Future {
        let (method, since) = (request.method().to_owned(), Instant::now());
        // At once, and not when first polled: handlers begin in the order of their messages.
        let answer = self.0.call(request);
        Box::pin(async move {
            let answer = answer.await;
            let took = since.elapsed().as_secs_f64() * 1000.0;
            match &answer {
                Ok(Some(response)) => match response.error() {
                    Some(error) => tracing::debug!("{method}: error {} after {took:.1} ms", error.code),
                    None => tracing::debug!("{method}: answered after {took:.1} ms"),
                },
                _ => tracing::debug!("{method}: done after {took:.1} ms"),
            }
            answer
        })
    }
}
