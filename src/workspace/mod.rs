//! Files on disk and open buffers, projects and their roots, imports, settings.
//!
//! A [`Project`] says which files belong together and which are roots; a [`Spec`] is a root with all
//! that it imports, judged as one. Command line and server use the same functions.

mod analysis;
mod buffer;
pub mod check;
pub mod config;
mod file;
mod fixes;
mod imports;
mod layout;
mod parallel;
mod placed;
mod project;
mod roots;
mod segments;
mod snapshot;
mod sources;
mod spec;

pub use buffer::Buffer;
pub use config::{CONFIG_FILE, Config, ConfigError, Pattern, is_settings};
pub use file::{Changes, File};
pub use fixes::{Fixer, applied, fix_all};
pub use imports::{names as import_names, normalized};
pub use layout::Layout;
pub use project::{EXTENSION, IdlePattern, Project};
pub use snapshot::{ClientSettings, Judged, PerFolder, Snapshot, Workspace};
pub use sources::{Source, Sources};
pub use spec::{Files, Purpose, Spec};
