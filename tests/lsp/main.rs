//! Whole sessions with the real server over standard input and output.

mod client;
mod clients;
mod features;
mod lifecycle;
mod ordering;
mod sync;
mod writing;
