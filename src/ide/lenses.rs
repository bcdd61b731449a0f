//! Lenses: what runs over a gateway, and who uses a declaration.

use super::names::Symbol;
use super::{Place, hover, navigate};
use crate::model::entities::VpnGateway;
use crate::model::{EntityId, Reads, Spec};
use crate::schema::{Attr, Family, Kind};
use crate::workspace::{File, Judged};

/// A line above a declaration that leads to places.
#[derive(Clone, Debug)]
pub struct Lens {
    /// The declaration.
    pub at: Place,
    /// What is shown.
    pub title: String,
    /// Where it leads.
    pub places: Vec<Place>,
}

/// The lenses of a file.
pub fn lenses(judged: &Judged, file: &File) -> Vec<Lens> {
    let model = judged.spec.model();
    let reads = Reads::ignored();
    let spec = Spec::new(model, &reads);
    let mut lenses = Vec::new();
    for (id, item) in file.each_item() {
        for (index, block) in item.blocks.iter().enumerate() {
            let entity = EntityId { item: id, index: index as u16 };
            let (Some(family), Some(name)) = (block.kind.family(), &block.name) else { continue };
            if !matches!(family, Family::Site | Family::Vnet | Family::Gateway | Family::Circuit) {
                continue;
            }
            let Some(at) = hover::header_of(judged, entity) else { continue };
            let view = spec.entity(entity);
            let title = match VpnGateway::of(view) {
                Some(gateway) => of_gateway(gateway),
                None => {
                    let count = model.referred(family, &name.text).len();
                    if count == 1 { "1 reference".to_owned() } else { format!("{count} references") }
                }
            };
            let symbol = Symbol::Declared(family, name.text.clone());
            let places = navigate::occurrences(judged, &symbol).into_iter().filter(|(_, declares)| !declares);
            lenses.push(Lens { at, title, places: places.map(|(place, _)| place).collect() });
        }
    }
    lenses
}

/// `3 connections, 1.2 Gbps asked`
fn of_gateway(gateway: VpnGateway<'_>) -> String {
    let count = gateway.connections().count();
    let asked: u64 = gateway
        .connections()
        .filter(|view| !view.says(Attr::BackupFor))
        .filter_map(|view| view.only(Kind::Requires)?.bandwidth(Attr::Throughput))
        .map(|at| at.value)
        .sum();
    let mut title = if count == 1 { "1 connection".to_owned() } else { format!("{count} connections") };
    if asked > 0 {
        title.push_str(&format!(", {} asked", crate::rules::facts::bandwidth(asked)));
    }
    title
}
