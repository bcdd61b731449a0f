//! `nat`: NAT rules of VPN gateways, and the connections that use them.

use crate::catalog::{FeatureId, LimitId, Support, VpnFeature};
use crate::finding::{Change, Severity, Span, Suggestion};
use crate::model::entities::*;
use crate::model::{At, View, literal::quote_name};
use crate::rules::facts::vpn_sku;
use crate::rules::prefixes::{PrefixSet, Relation, behind};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use ipnet::IpNet;
use rustc_hash::FxHashMap;

pub const RULES: &[Rule] = &[
    Rule { name: "nat/not-yet-available", check: Check::VpnGateway(not_yet_available) },
    Rule { name: "nat/sku", check: Check::VpnGateway(sku) },
    Rule { name: "nat/policy-based", check: Check::VpnGateway(policy_based) },
    Rule { name: "nat/policy-based-selectors", check: Check::SiteToSite(policy_based_selectors) },
    Rule { name: "nat/address-family", check: Check::VpnGateway(address_family) },
    Rule { name: "nat/rule-limit", check: Check::VpnGateway(rule_limit) },
    Rule { name: "nat/rule-name", check: Check::VpnGateway(rule_name) },
    Rule { name: "nat/unequal-lengths", check: Check::VpnGateway(unequal_lengths) },
    Rule { name: "nat/several-prefixes", check: Check::VpnGateway(several_prefixes) },
    Rule { name: "nat/dynamic-size", check: Check::VpnGateway(dynamic_size) },
    Rule { name: "nat/dynamic-connections", check: Check::VpnGateway(dynamic_connections) },
    Rule { name: "nat/dynamic-beside-others", check: Check::SiteToSite(dynamic_beside_others) },
    Rule { name: "nat/external-overlap", check: Check::VpnGateway(external_overlap) },
    Rule { name: "nat/apipa", check: Check::SiteToSite(apipa) },
    Rule { name: "nat/wrong-direction", check: Check::SiteToSite(wrong_direction) },
    Rule { name: "nat/shared-ingress-rule", check: Check::VpnGateway(shared_ingress_rule) },
];

/// The attributes by which a connection uses NAT rules.
const USES: [Attr; 2] = [Attr::IngressNatRules, Attr::EgressNatRules];

/// The NAT rules that a connection uses, as far as its gateway has them.
pub fn used<'m>(connection: SiteToSite<'m>, attr: Attr) -> Vec<View<'m>> {
    let Some(gateway) = connection.gateway().filter(|_| connection.says(attr)) else { return Vec::new() };
    gateway.nat_rules().filter(|rule| connection.any_name(attr, |path| &*path[0] == rule.name())).collect()
}

/// Whether one of the rules translates the prefix; one that can't be read might.
pub fn translates(rules: &[View<'_>], prefix: &IpNet) -> bool {
    rules.iter().any(|rule| {
        let is_read = rule.says(Attr::Internal) && !rule.is_wrong(Attr::Internal);
        !is_read || rule.prefixes(Attr::Internal).iter().any(|at| at.value.contains(prefix))
    })
}

fn is_of_type(rule: View<'_>, kind: &str) -> bool {
    rule.choice(Attr::Type).is_some_and(|it| it.value == kind)
}

/// NAT rules in an edition that has none.
fn not_yet_available(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::NatRules).filter(|it| it.support == Support::No) else { return };
    let Some(first) = gateway.nat_rules().next() else { return };
    let mut changes: Vec<_> = gateway.nat_rules().map(|rule| Change::Remove { span: rule.span() }).collect();
    for connection in gateway.site_to_site() {
        changes.extend(USES.iter().filter_map(|attr| Some(Change::Remove { span: connection.field(*attr)?.span() })));
    }
    let message = format!("edition {} has no NAT rules: overlapping networks are renumbered", cx.edition);
    cx.report(first, message).cite(feature).fix("Remove the gateway's NAT rules", false, changes);
}

/// NAT rules on a SKU that doesn't have them.
fn sku(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    // Where the gateway is policy-based, that is the mistake.
    let Some(rule) = gateway.nat_rules().next().filter(|_| !gateway.is_policy_based()) else { return };
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let support = sku.support(VpnFeature::NatRules);
    if support == Support::Yes {
        return;
    }
    let message = format!("the gateway `{}` has NAT rules, but its SKU `{}` carries none", gateway.name(), sku.name);
    let place = gateway.place_of(Attr::Sku);
    let mut report = cx.report(place, message).cite(sku).related(rule.name_span(), "the first of them");
    if support == Support::Unclear {
        report = report.severity(Severity::Warning);
        for disputed in sku.disputed.iter().filter(|it| it.field == Some("unclear")) {
            report = report.disputed(disputed);
        }
    }
    report.suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// NAT rules on a policy-based gateway.
fn policy_based(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(rule) = gateway.nat_rules().next().filter(|_| gateway.is_policy_based()) else { return };
    let message = format!("the gateway `{}` is policy-based and takes no NAT rules", gateway.name());
    cx.report(rule, message).related(gateway.place_of(Attr::VpnType), "the VPN type").set(
        gateway.0,
        "vpn-type",
        "RouteBased",
    );
}

/// NAT rules on a connection with policy-based traffic selectors.
fn policy_based_selectors(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(flag) = connection.boolean(Attr::UsePolicyBasedTrafficSelectors).filter(|flag| flag.value) else { return };
    let Some(attr) = USES.into_iter().find(|attr| !connection.names(*attr).is_empty()) else { return };
    let message = "NAT rules don't go together with policy-based traffic selectors";
    cx.report(connection.place_of(attr), message).related(flag, "the traffic selectors").set(
        connection.0,
        "use-policy-based-traffic-selectors",
        "false",
    );
}

/// More NAT rules than a gateway takes.
fn rule_limit(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::NatRules) else { return };
    let rules = gateway.nat_rules().count();
    if let Some(over) = gateway.nat_rules().nth(limit.value as usize) {
        let message = format!("{rules} NAT rules, but a gateway takes {}", limit.value);
        cx.report(over.name_span(), message).cite(limit);
    }
}

/// A NAT rule whose name can't be part of a resource id.
fn rule_name(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    for rule in gateway.nat_rules().filter(|rule| rule.name().contains('/')) {
        let name = rule.name().replace('/', "-");
        let text = quote_name(&name).into_owned();
        let message = format!("the name `{}` of a NAT rule can't hold a slash", rule.name());
        if gateway.nat_rules().any(|other| other.name() == name) {
            cx.report(rule.name_span(), message);
            continue;
        }
        let mut changes = vec![Change::Replace { span: rule.name_span(), text: text.clone() }];
        for connection in gateway.site_to_site() {
            for at in USES.iter().flat_map(|attr| connection.names(*attr)) {
                if &*at.value[0] == rule.name() && at.via.is_none() {
                    changes.push(Change::Replace { span: at.span, text: text.clone() });
                }
            }
        }
        cx.report(rule.name_span(), message).fix(format!("Rename it to `{name}`"), true, changes);
    }
}

/// A rule between IPv4 and IPv6.
fn address_family(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    for rule in gateway.nat_rules() {
        let Some((internal, external)) = across_families(rule) else { continue };
        let family = |net: IpNet| if net.addr().is_ipv4() { "IPv4" } else { "IPv6" };
        let message = format!(
            "a NAT rule stays within one family of addresses, but `{}` is {} and `{}` {}",
            internal.value,
            family(internal.value),
            external.value,
            family(external.value)
        );
        cx.report(external, message).related(internal, "the other side");
    }
}

/// A prefix of one family on the internal side, and one of the other on the external side.
fn across_families(rule: View<'_>) -> Option<(At<IpNet>, At<IpNet>)> {
    let internal = rule.prefixes(Attr::Internal).into_iter().next()?;
    let is_other = |at: &At<IpNet>| at.value.addr().is_ipv4() != internal.value.addr().is_ipv4();
    Some((internal, rule.prefixes(Attr::External).into_iter().find(is_other)?))
}

/// A static rule whose sides differ in size.
fn unequal_lengths(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    for rule in gateway.nat_rules().filter(|rule| is_of_type(*rule, "Static") && across_families(*rule).is_none()) {
        let (internal, external) = (rule.prefixes(Attr::Internal), rule.prefixes(Attr::External));
        let ([internal], [external]) = (internal.as_slice(), external.as_slice()) else { continue };
        let (from, to) = (internal.value, external.value);
        if from.prefix_len() == to.prefix_len() {
            continue;
        }
        let message = format!(
            "a static NAT rule maps one to one, but `{from}` is a /{} and `{to}` a /{}",
            from.prefix_len(),
            to.prefix_len()
        );
        let fitted = IpNet::new(to.addr(), from.prefix_len()).ok().filter(|it| *it == it.trunc());
        let report = cx.report(external, message).related(internal, "the other side");
        if let Some(fitted) = fitted {
            report.replace(external, fitted.to_string(), false);
        }
    }
}

/// Several prefixes on one side of a rule.
fn several_prefixes(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::NatPrefixesPerRule) else { return };
    for rule in gateway.nat_rules() {
        let sides = [Attr::Internal, Attr::External].map(|attr| (attr, rule.prefixes(attr).len()));
        let mut over = sides.into_iter().filter(|(_, count)| *count as u64 > limit.value);
        let Some((attr, count)) = over.next() else { continue };
        let message = format!("{count} prefixes in `{}`, but a side of a NAT rule takes {}", attr.name(), limit.value);
        let mut report = cx.report(rule.place_of(attr), message);
        for disputed in &limit.disputed {
            report = report.disputed(disputed);
        }
        if let Some((other, _)) = over.next() {
            report.related(rule.place_of(other), "and on the other side");
        }
    }
}

/// A dynamic rule that maps to too large a prefix.
fn dynamic_size(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::DynamicNatPrefix) else { return };
    for rule in gateway.nat_rules().filter(|rule| is_of_type(*rule, "Dynamic")) {
        for at in rule.prefixes(Attr::External) {
            if at.value.addr().is_ipv4() && u64::from(at.value.prefix_len()) < limit.value {
                let message =
                    format!("a dynamic NAT rule maps to a /{} at most, `{}` is larger", limit.value, at.value);
                let report = cx.report(at, message).cite(limit);
                if let Ok(fitted) = IpNet::new(at.value.network(), limit.value as u8) {
                    report.replace(at, fitted.to_string(), false);
                }
            }
        }
    }
}

/// How often each NAT rule is used, with the first and second use.
type Uses<'m> = FxHashMap<Box<str>, Vec<(SiteToSite<'m>, Span)>>;

fn uses<'m>(gateway: VpnGateway<'m>, attrs: &[Attr]) -> Uses<'m> {
    let mut uses = Uses::default();
    for connection in gateway.site_to_site() {
        for at in attrs.iter().flat_map(|attr| connection.names(*attr)) {
            let places = uses.entry(at.value[0].clone()).or_default();
            if places.last().is_none_or(|(last, _)| last.id() != connection.id()) {
                places.push((connection, at.span));
            }
        }
    }
    uses
}

/// A dynamic rule used by several connections.
fn dynamic_connections(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::DynamicNatConnections) else { return };
    let uses = uses(gateway, &USES);
    for rule in gateway.nat_rules().filter(|rule| is_of_type(*rule, "Dynamic")) {
        let Some(places) = uses.get(rule.name()) else { continue };
        if let Some((_, over)) = places.get(limit.value as usize) {
            let message = format!(
                "the dynamic NAT rule `{}` serves {} connections, but can serve {}",
                rule.name(),
                places.len(),
                limit.value
            );
            cx.report(*over, message)
                .cite(limit)
                .related(rule.name_span(), "the rule")
                .related(places[0].1, "its first use");
        }
    }
}

/// A dynamic rule on a connection that has another rule of the same direction.
fn dynamic_beside_others(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    for attr in USES {
        let rules = used(connection, attr);
        let Some(dynamic) = rules.iter().find(|rule| is_of_type(**rule, "Dynamic")).filter(|_| rules.len() > 1) else {
            continue;
        };
        let place = connection.names(attr).into_iter().find(|at| *at.value[0] == *dynamic.name());
        let message = format!(
            "the dynamic NAT rule `{}` stands beside others on one connection, which Azure was seen to refuse",
            dynamic.name()
        );
        let place = place.map_or_else(|| connection.place_of(attr), |at| at.span);
        cx.report(place, message).related(dynamic.name_span(), "the rule");
    }
}

/// A rule of one direction where a connection lists those of the other.
fn wrong_direction(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = connection.gateway() else { return };
    for (attr, right) in [(Attr::IngressNatRules, "IngressSnat"), (Attr::EgressNatRules, "EgressSnat")] {
        for at in connection.names(attr) {
            let Some(rule) = gateway.nat_rules().find(|rule| rule.name() == &*at.value[0]) else { continue };
            let Some(mode) = rule.choice(Attr::Mode).filter(|mode| mode.value != right) else { continue };
            let message =
                format!("`{}` takes rules of mode `{right}`, and `{}` is `{}`", attr.name(), rule.name(), *mode);
            cx.report(&at, message).related(mode, "the rule's mode").replace(mode, right, false);
        }
    }
}

/// An ingress rule used for different sites.
fn shared_ingress_rule(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let uses = uses(gateway, &[Attr::IngressNatRules]);
    // One that is dynamic can serve a single connection anyhow, and is reported for that.
    for rule in gateway.nat_rules().filter(|rule| !is_of_type(*rule, "Dynamic")) {
        let Some(places) = uses.get(rule.name()) else { continue };
        let site = |connection: SiteToSite<'_>| connection.site().map(|site| site.name().to_owned());
        let (first, first_place) = places[0];
        let Some(first) = site(first) else { continue };
        for (connection, place) in &places[1..] {
            if let Some(other) = site(*connection).filter(|other| *other != first) {
                let message = format!(
                    "the ingress rule `{}` translates the site `{first}` and can't translate `{other}` to the same prefix",
                    rule.name()
                );
                cx.report(*place, message).related(first_place, "its first use").related(rule.name_span(), "the rule");
            }
        }
    }
}

/// Whose prefix a mapping collides with.
#[derive(Clone, Copy)]
enum Holder<'m> {
    /// The external side of a NAT rule.
    Rule(View<'m>, usize),
    /// A site's prefix that nothing translates.
    Site(Site<'m>),
    /// A prefix of the VNet or of one behind its gateway.
    Vnet(Vnet<'m>),
}

/// Whether a rule may be one of several that share an address and differ by the port, which a spec doesn't say.
fn may_map_ports(rule: View<'_>) -> bool {
    let is_single = |at: &At<IpNet>| at.value.prefix_len() == at.value.max_prefix_len();
    is_of_type(rule, "Static") && rule.prefixes(Attr::External).iter().all(is_single)
}

/// External mappings that overlap each other, the VNet, or a site that isn't translated.
fn external_overlap(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if gateway.nat_rules().next().is_none() {
        return;
    }
    let mut all: Vec<(IpNet, (Holder<'_>, Span))> = Vec::new();
    for (index, rule) in gateway.nat_rules().enumerate() {
        all.extend(rule.prefixes(Attr::External).iter().map(|at| (at.value, (Holder::Rule(rule, index), at.span))));
    }
    for connection in gateway.site_to_site() {
        let rules = used(connection, Attr::IngressNatRules);
        let Some(site) = connection.site() else { continue };
        let held = super::address::held(connection);
        let untranslated = held.iter().filter(|at| !translates(&rules, &at.value));
        all.extend(untranslated.map(|at| (at.value, (Holder::Site(site), at.span))));
    }
    for vnet in gateway.vnet().map(behind).unwrap_or_default() {
        all.extend(vnet.prefixes(Attr::Prefixes).iter().map(|at| (at.value, (Holder::Vnet(vnet), at.span))));
    }
    let set = PrefixSet::new(all);
    let is_twice = |one: View<'_>, other: View<'_>| {
        // One rule for each instance of an active-active gateway: the same twice.
        gateway.is_active_active()
            && [Attr::Mode, Attr::Type]
                .iter()
                .all(|attr| one.choice(*attr).map(|it| it.value) == other.choice(*attr).map(|it| it.value))
            && one
                .prefixes(Attr::Internal)
                .iter()
                .map(|at| at.value)
                .eq(other.prefixes(Attr::Internal).iter().map(|at| at.value))
    };
    let pairs = set.clashes(|one, other| match (one.0, other.0) {
        (Holder::Rule(one, i), Holder::Rule(other, j)) => i != j && !is_twice(one, other),
        (Holder::Rule(..), _) | (_, Holder::Rule(..)) => true,
        _ => false,
    });
    for (one, other) in pairs {
        let (mut rule, mut with) = (one, other);
        let turn = match (one.owner.0, other.owner.0) {
            (Holder::Rule(_, one), Holder::Rule(_, other)) => one < other,
            (first, _) => !matches!(first, Holder::Rule(..)),
        };
        if turn {
            (rule, with) = (other, one);
        }
        let Some(relation) = Relation::of(&rule.prefix, &with.prefix) else { continue };
        let what = match with.owner.0 {
            Holder::Rule(other, _) => format!("of the NAT rule `{}`", other.name()),
            Holder::Site(site) => format!("of the site `{}`, which nothing translates", site.name()),
            Holder::Vnet(vnet) => format!("of the VNet `{}`", vnet.name()),
        };
        let message = format!("the external prefix `{}` {} `{}` {what}", rule.prefix, relation.verb(), with.prefix);
        let report = cx.report(rule.owner.1, message).related(with.owner.1, "the other prefix");
        match (rule.owner.0, with.owner.0) {
            (_, Holder::Vnet(_)) => {
                report.severity(Severity::Warning).note("Azure is known to store such a rule");
            }
            (Holder::Rule(one, _), Holder::Rule(other, _)) if may_map_ports(one) && may_map_ports(other) => {
                report.severity(Severity::Warning).note("it works where each rule maps a port of its own");
            }
            _ => {}
        }
    }
}

/// NAT rules on a connection whose BGP runs over APIPA addresses.
fn apipa(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::NatWithApipa).filter(|it| it.support == Support::No) else {
        return;
    };
    if !connection.bgp_enabled() {
        return;
    }
    let Some(attr) = USES.into_iter().find(|attr| !connection.names(*attr).is_empty()) else { return };
    let place = connection.place_of(attr);
    let peer = connection
        .devices()
        .into_iter()
        .find_map(|device| device.bgp()?.address(Attr::PeeringAddress).filter(|at| super::bgp::is_apipa(at.value, cx)));
    let custom = connection.addresses(Attr::CustomBgpAddresses).into_iter().next();
    let Some(address) = peer.or(custom) else { return };
    let message = format!("NAT rules on a connection whose BGP runs over the APIPA address `{}`", address.value);
    cx.report(place, message).cite(feature).related(address, "the APIPA address");
}
