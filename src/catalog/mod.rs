//! The catalogue: every number, name and date that comes from Azure's documentation, by edition,
//! each with the documents that say it. Rules, messages, hovers and pages are made from it; no other
//! room holds a fact of Azure.
//!
//! The data stands in `data/*.toml`. The build script checks it (a value without a source doesn't
//! build) and compiles it into blobs; at run time an edition is decoded when it is first asked for,
//! with all text borrowed from the blob. Nothing is parsed at start-up.
//!
//! A fact is added as a row of `data/EDITION/*.toml` (any file: the table's name decides), with the
//! ids of its sources; a new source goes to `data/sources.toml`, a new limit, feature, retirement or
//! list gets its name in `types/limit_id.rs` or `types/ids.rs`. Where documents disagree the row
//! holds the milder value and says so under `disputed`. Text is written without escapes, so that it
//! can be borrowed: use `'…'` where a text holds quotes.
//!
//! ```
//! use connspec::catalog::{self, EditionId, LimitId, VpnFeature};
//!
//! let facts = catalog::edition(EditionId::NEWEST);
//! let sku = facts.vpn_sku("vpngw2az", None).unwrap();
//! assert!(sku.has(VpnFeature::Bgp));
//! let limit = facts.limit(LimitId::NatRules).unwrap();
//! assert_eq!(limit.unit, "rules");
//! ```

#[cfg(test)]
mod load;
mod lookup;
#[cfg(test)]
mod tests;
mod types;
pub mod version;

use std::sync::LazyLock;

pub use types::*;

macro_rules! blob {
    ($name:literal) => {
        LazyLock::new(|| {
            let blob: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".postcard"));
            postcard::from_bytes(blob).expect("the build script wrote what this reads")
        })
    };
}

static SOURCES: LazyLock<Vec<Source>> = blob!("sources");
static E2016_05: LazyLock<Edition> = blob!("2016-05");
static E2026_10: LazyLock<Edition> = blob!("2026-10");

/// The facts of an edition.
pub fn edition(id: EditionId) -> &'static Edition {
    match id {
        EditionId::E2016_05 => &E2016_05,
        EditionId::E2026_10 => &E2026_10,
    }
}

/// All sources, sorted by id.
pub fn sources() -> &'static [Source] {
    &SOURCES
}

/// The source with that id (`C1`).
pub fn source(id: &str) -> Option<&'static Source> {
    let index = SOURCES.binary_search_by_key(&id, |source| source.id).ok()?;
    Some(&SOURCES[index])
}

/// Where a row's facts come from, resolved.
pub trait Cited: Row {
    /// The sources of the row.
    fn sources(&self) -> impl Iterator<Item = &'static Source> {
        self.source_ids().iter().filter_map(|id| source(id))
    }

    /// The sources of one column, by its name in the data files (`supported-vms`).
    fn sources_of(&self, field: &str) -> impl Iterator<Item = &'static Source> {
        self.field_sources().get(field).map_or(self.source_ids(), Vec::as_slice).iter().filter_map(|id| source(id))
    }
}

impl<R: Row> Cited for R {}

/// Every device identifier that any edition knows, sorted; without `custom`.
pub fn device_ids() -> &'static [&'static str] {
    static IDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut ids: Vec<_> =
            EditionId::ALL.iter().flat_map(|id| edition(*id).devices.iter().map(|device| device.id)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    });
    &IDS
}
