//! Whole sessions with the real server over standard input and output.

mod client;
mod clients;
mod commands;
mod completion;
mod features;
mod lifecycle;
mod logging;
mod meta_model;
mod ordering;
mod refactor;
mod settings;
mod stress;
mod sync;
mod writing;
