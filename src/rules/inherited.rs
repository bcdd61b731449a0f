//! `@allow` before a block speaks for what the block has from `defaults`, too: for this block alone.
//!
//! Such a finding stands in the `defaults`. Where every block that the subject looked at allows it, it is
//! put at the blocks instead, whose annotations then take it away as they do all else.

use super::Cx;
use crate::finding::Finding;
use crate::model::entities::*;
use crate::model::{Block, EntityId, Spec, View};
use crate::schema::{Attr, Kind};

/// Puts the findings of the last rule where the annotations of the blocks can see them.
pub(super) fn settle(cx: &mut Cx<'_>, subject: EntityId, already: usize) {
    for index in already..cx.findings.len() {
        let users = allowing_users(cx.spec, subject, &cx.findings[index]);
        let [first, others @ ..] = users.as_slice() else { continue };
        for user in others {
            let finding = Finding { span: user.header(), ..cx.findings[index].clone() };
            cx.findings.push(finding);
        }
        cx.findings[index].span = first.header();
    }
}

/// The blocks that have what the finding blames from `defaults`, if each of them allows its rule.
fn allowing_users<'m>(spec: Spec<'m>, subject: EntityId, finding: &Finding) -> Vec<View<'m>> {
    let extent = finding.span.extent;
    let Some(item) = spec.model().item(finding.span.item) else { return Vec::new() };
    let Some(defaults) = item.defaults.iter().find(|block| block.extent.contains(extent)) else { return Vec::new() };
    let blamed = defaults.attributes.iter().find(|it| it.extent.contains(extent)).map(|it| it.attr);
    let has_it = |user: &View<'_>| {
        let says_itself = blamed.is_some_and(|attr| user.block().attribute(attr).is_some());
        user.id().item.file == finding.span.item.file && !says_itself
    };
    let users: Vec<_> = of_kind(spec.entity(subject), defaults.kind).into_iter().filter(has_it).collect();
    let allows = |block: &Block| block.allows.iter().any(|allow| *allow.rule == *finding.rule);
    let all = users.iter().all(|user| allows(user.block()) || allows(spec.entity(user.id()).block()));
    if all { users } else { Vec::new() }
}

/// The blocks of a kind that a subject is about: itself, what is in it, what names it and what it names.
fn of_kind(subject: View<'_>, kind: Kind) -> Vec<View<'_>> {
    if subject.kind() == kind {
        return vec![subject];
    }
    if kind == Kind::Device {
        let tunnels = VpnGateway::of(subject).into_iter().flat_map(VpnGateway::site_to_site);
        let tunnels = tunnels.chain(SiteToSite::of(subject));
        let devices = Site::of(subject).into_iter().flat_map(Site::devices);
        return devices.chain(tunnels.flat_map(SiteToSite::devices)).map(|device| device.0).collect();
    }
    let family = subject.kind().family();
    let namers = family.into_iter().flat_map(|family| subject.spec().referrers(family, subject.name()));
    let ends = [Attr::Vnet, Attr::Gateway, Attr::From, Attr::To, Attr::Circuit, Attr::Site, Attr::Over];
    let named = ends.into_iter().filter_map(|attr| subject.target(attr)).map(|at| at.value);
    namers.chain(named).filter(|it| it.kind() == kind).collect()
}
