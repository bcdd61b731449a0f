//! The evaluator: what Azure's documents say about a model.
//!
//! Architecture invariants: a rule is a function of the model and the catalogue and of nothing else
//! (no clock, no file, no LSP; "today" is an input), and every number, name or date of Azure comes
//! from the catalogue. A rule's metadata stands in its page, `docs/rules/AREA/NAME.md`; here stands
//! only what it does.
//!
//! Rules are grouped by area, one file or folder each, and listed in [`registry`].

mod areas;
mod context;
mod evaluate;
pub mod facts;
mod found;
pub mod free;
mod inherited;
mod judge;
mod page;
mod pages;
pub mod prefixes;
mod run;
mod settings;
pub mod suggest;
mod suppress;

pub use areas::{registry, requires};
pub use context::{Cx, Place, Report};
pub use evaluate::{Context, Evaluation, evaluate};
pub use judge::{Gap, Verdict, judge};
pub use page::{Page, SOURCES};
pub use pages::{page, page_url, pages};
pub use settings::{Level, Settings};

use crate::finding::RuleName;
use crate::model::View;
use crate::model::entities::*;

/// A rule: its name, and what it does with each of its subjects.
pub struct Rule {
    /// `area/name-in-words`; its page has the same name.
    pub name: RuleName,
    /// The kind of subject, and the function.
    pub check: Check,
}

/// What a rule looks at. A subject is evaluated again only when something its rules read has changed,
/// so choose the smallest subject from which everything can be reached.
#[derive(Clone, Copy)]
pub enum Check {
    /// Every declaration, of any kind.
    Any(fn(View<'_>, &mut Cx<'_>)),
    /// A site with its devices.
    Site(fn(Site<'_>, &mut Cx<'_>)),
    /// A VNet with its subnets.
    Vnet(fn(Vnet<'_>, &mut Cx<'_>)),
    /// A VPN gateway with its connections.
    VpnGateway(fn(VpnGateway<'_>, &mut Cx<'_>)),
    /// An ExpressRoute gateway with its connections.
    ErGateway(fn(ErGateway<'_>, &mut Cx<'_>)),
    /// A circuit with its peerings.
    Circuit(fn(Circuit<'_>, &mut Cx<'_>)),
    /// A Site-to-Site connection.
    SiteToSite(fn(SiteToSite<'_>, &mut Cx<'_>)),
    /// A VNet-to-VNet connection.
    VnetToVnet(fn(VnetToVnet<'_>, &mut Cx<'_>)),
    /// A Point-to-Site connection.
    PointToSite(fn(PointToSite<'_>, &mut Cx<'_>)),
    /// An ExpressRoute connection.
    ErConnection(fn(ErConnection<'_>, &mut Cx<'_>)),
    /// A connection of any type.
    Connection(fn(View<'_>, &mut Cx<'_>)),
    /// A VNet peering.
    Peering(fn(Peering<'_>, &mut Cx<'_>)),
    /// The spec as a whole: its files, editions, imports and `let`s.
    Spec(fn(&mut Cx<'_>)),
    /// Reported by the lowering or by the workspace, which know the place; the page stands here.
    Elsewhere,
}
