//! Values that the ends of a connection have already: their prefixes for its traffic selectors, the gateway's
//! addresses for its BGP.

use super::place::Marked;
use super::{Completion, CompletionKind};
use crate::ide::around::Around;
use crate::model::entities::SiteToSite;
use crate::model::{EntityId, Reads, Spec};
use crate::schema::{Attr, AttributeSchema, Kind};

/// What an end of the connection at the cursor has for an attribute, if it is one of these.
pub fn values(place: &Marked<'_>, around: &Around<'_>, row: &AttributeSchema) -> Option<Vec<Completion>> {
    let (_, Some(schema)) = around.blocks.last().copied()? else { return None };
    let model = place.judged.spec.model();
    let index = model.item(place.id)?.blocks.iter().position(|it| it.kind == Kind::SiteToSite)?;
    let reads = Reads::ignored();
    let view = Spec::new(model, &reads).entity(EntityId { item: place.id, index: index as u16 });
    let connection = SiteToSite::of(view)?;
    let item = |value: String, of: String| Completion::new(value, CompletionKind::Word).detail(of);
    let found = match (schema.kind, row.attr) {
        (Kind::TrafficSelector, Attr::Azure) => {
            let vnet = connection.gateway()?.vnet()?;
            let of = format!("of vnet {}", vnet.name());
            vnet.prefixes(Attr::Prefixes).iter().map(|it| item(it.value.to_string(), of.clone())).collect()
        }
        (Kind::TrafficSelector, Attr::OnPremises) => {
            let site = connection.site()?;
            let of = format!("of site {}", site.name());
            site.prefixes(Attr::Prefixes).iter().map(|it| item(it.value.to_string(), of.clone())).collect()
        }
        (Kind::SiteToSite, Attr::CustomBgpAddresses) => {
            let gateway = connection.gateway()?;
            let of = format!("of gateway {}", gateway.name());
            gateway.apipa().iter().map(|it| item(it.value.to_string(), of.clone())).collect()
        }
        _ => return None,
    };
    Some(found)
}
