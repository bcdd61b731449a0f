//! Lenses: what runs over a gateway, who uses a declaration, and how its requirements are met.

use super::names::Symbol;
use super::requirements::requirements;
use super::usage::asked;
use super::{Place, hover, navigate};
use crate::model::entities::VpnGateway;
use crate::model::{EntityId, Reads, Spec};
use crate::rules::facts;
use crate::schema::Family;
use crate::workspace::{File, Judged};

/// A line above a declaration that leads to places.
#[derive(Clone, Debug)]
pub struct Lens {
    /// The declaration.
    pub at: Place,
    /// What is shown.
    pub title: String,
    /// Where it leads.
    pub leads: Leads,
}

/// Where a lens leads.
#[derive(Clone, Debug)]
pub enum Leads {
    /// To places of the spec.
    Places(Vec<Place>),
    /// To what satisfies the requirements of the declaration.
    Requirements,
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
                None => facts::count(model.referred(family, &name.text).len(), "reference"),
            };
            let symbol = Symbol::Declared(family, name.text.clone());
            let places = navigate::occurrences(judged, &symbol).into_iter().filter(|(_, declares)| !declares);
            lenses.push(Lens { at, title, leads: Leads::Places(places.map(|(place, _)| place).collect()) });
        }
    }
    lenses.extend(requirements(judged, file).into_iter().map(|answered| Lens {
        title: answered.summary(),
        at: answered.at,
        leads: Leads::Requirements,
    }));
    lenses
}

/// `3 connections, 1.2 Gbps asked`
fn of_gateway(gateway: VpnGateway<'_>) -> String {
    let mut title = facts::count(gateway.connections().count(), "connection");
    if let Some(asked) = asked(gateway.connections()) {
        title.push_str(&format!(", {asked} asked"));
    }
    title
}
