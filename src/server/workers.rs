//! Threads for everything that takes longer than changing a rope.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

type Job = Box<dyn FnOnce() + Send>;

/// How many jobs run at once. Answers share most of their work under one lock, so more would only wait.
const THREADS: usize = 2;
/// Enough for the deepest nesting a segment can hold; a stack costs memory only where it is touched.
const STACK: usize = 4 << 20;

/// A small pool; jobs begin in the order in which they are given.
#[derive(Clone, Default)]
pub struct Workers(Arc<Shared>);

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    more: Condvar,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
}

impl Workers {
    /// Runs a job on one of the threads. A job must not unwind.
    pub fn run(&self, job: impl FnOnce() + Send + 'static) {
        let mut queue = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.jobs.push_back(Box::new(job));
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
        }
    }
}
