//! Threads for everything that takes longer than changing a rope.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use tokio::sync::watch;

type Job = Box<dyn FnOnce() + Send>;

/// How many jobs run at once. Answers share most of their work under one lock, so more would only wait.
const THREADS: usize = 2;
/// Enough for the deepest nesting a segment can hold; a stack costs memory only where it is touched.
const STACK: usize = 4 << 20;

/// A small pool; jobs begin in the order in which they are given.
#[derive(Clone, Default)]
pub struct Workers(Arc<Shared>);

/// Whether there is work, and how often there was none in between.
#[derive(Clone, Copy, Debug, Default)]
pub struct Busy {
    pub is_busy: bool,
    pub idle_times: u64,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    more: Condvar,
    busy: watch::Sender<Busy>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
    /// Jobs that wait or run.
    open: usize,
}

impl Workers {
    /// Runs a job on one of the threads. A job must not unwind.
    pub fn run(&self, job: impl FnOnce() + Send + 'static) {
        let mut queue = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.jobs.push_back(Box::new(job));
        queue.open += 1;
        if queue.open == 1 {
            self.0.busy.send_modify(|it| it.is_busy = true);
        }
        if queue.idle == 0 && queue.threads < THREADS {
            let shared = self.0.clone();
            let thread = std::thread::Builder::new().name("connspec".into()).stack_size(STACK);
            if thread.spawn(move || shared.work()).is_ok() {
                queue.threads += 1;
            }
        }
        drop(queue);
        self.0.more.notify_one();
    }

    /// For those who want to know whether there is work.
    pub fn busy(&self) -> watch::Receiver<Busy> {
        self.0.busy.subscribe()
    }
}

impl Shared {
    fn work(&self) {
        loop {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            let job = loop {
                if let Some(job) = queue.jobs.pop_front() {
                    break job;
                }
                queue.idle += 1;
                queue = self.more.wait(queue).unwrap_or_else(PoisonError::into_inner);
                queue.idle -= 1;
            };
            drop(queue);
            job();
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.open -= 1;
            if queue.open == 0 {
                self.busy.send_modify(|it| *it = Busy { is_busy: false, idle_times: it.idle_times + 1 });
            }
        }
    }
}
