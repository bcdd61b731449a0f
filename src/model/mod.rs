//! What a spec means: names resolved across files, values typed, each with its place.
//!
//! Built item by item ([`lower`]), put together by name ([`Model`]), read through views that follow
//! `defaults` and `let` ([`Spec`], [`View`] and the [`entities`]).

mod allows;
mod complain;
mod differ;
pub mod entities;
mod index;
mod item;
mod layered;
mod lets;
pub mod literal;
mod lower;
mod nearest;
pub mod quantity;
mod repair;
mod reword;
pub mod secrets;
mod spec;
mod values;
mod view;

pub use crate::finding::FileId;
pub use index::{Dirty, Entities, EntityId, FileItems, Key, Model};
pub use item::{Allow, Attribute, Block, EditionItem, Import, Item, Let, Name, Secret, Typed, Value};
pub(crate) use layered::Layered;
pub use lower::item as lower;
pub use nearest::{did_you_mean, nearest};
pub use spec::{Looks, Reads, Spec};
pub use values::Path;
pub use view::{At, Field, Values, View};
