//! Files on disk and open buffers, projects and their roots, imports, settings.

mod file;

pub use file::{Changes, File, ItemIds};
