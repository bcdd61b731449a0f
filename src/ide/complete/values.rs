//! Values: words, names, paths, units; each tried in place.

use super::place::Marked;
use super::{Completion, CompletionKind, ends, free};
use crate::catalog::{self, Cloud, NameList};
use crate::finding::{Extent, Finding, Severity, Span, area_of};
use crate::ide::around::Around;
use crate::ide::describe;
use crate::model::literal::quote_name;
use crate::model::{self, EntityId};
use crate::rules::{judge, registry};
use crate::schema::{Attr, AttributeSchema, Family, Kind, Target, Type, Vocabulary};
use crate::syntax::ast::{Block, Form, Member, Value};
use crate::workspace::{EXTENSION, Snapshot};
use std::path::Path;

/// How many candidates are tried in place; longer lists are shown in their own order.
const TRIED: usize = 48;

/// What the attribute can be. `others`: the other elements of its list.
pub fn values(
    place: &Marked<'_>,
    around: &Around<'_>,
    row: &'static AttributeSchema,
    others: &[Value],
) -> Option<Vec<Completion>> {
    let text = place.marked();
    let element = row.value.element();
    let mut items = match element {
        Type::Boolean => ["true", "false"].iter().map(|it| word(it)).collect(),
        Type::OneOf(choices) => choices
            .iter()
            .map(|it| {
                word(it.value).detail(it.doc.trim_end_matches('.')).about(format!("text:{}", it.doc)).called(it.aliases)
            })
            .collect(),
        Type::Word(vocabulary) => words(place, *vocabulary),
        Type::Name(Target::NatRule) => nat_rules(place, around, row.attr),
        Type::Name(target) => names(place, *target),
        Type::Text => return texts(place, row.attr),
        Type::Secret => vec![
            word("keyvault").snippet("keyvault(\"${1:vault}\", \"${2:secret}\")").detail("a secret in a key vault"),
        ],
        Type::Bandwidth | Type::Duration | Type::DataSize => quantities(place, row),
        _ => ends::values(place, around, row).unwrap_or_else(|| free::free(place, around, row)),
    };
    if let Some(default) = row.default.filter(|it| items.iter().all(|item| item.label != *it)) {
        items.insert(0, word(default).detail("the default"));
    }
    let is_there = |label: &str| others.iter().any(|it| it.extent.of(text).trim_matches('"') == label);
    items.retain(|it| !is_there(&it.label));
    rank(place, &mut items);
    if place.in_quotes() {
        quote(place, &mut items);
    } else {
        items.extend(lets(place, |value| could_be(value, element)));
    }
    Some(items)
}

/// Makes choices such as can be written within quotes: a name without its own, the closing one where it is
/// missing. What is more than a word or a name can't stand there.
fn quote(place: &Marked<'_>, items: &mut Vec<Completion>) {
    let is_path = |it: &str| if it.starts_with('"') { it.contains("\".") } else { it.contains('.') };
    items.retain(|it| !it.is_snippet && (it.kind != CompletionKind::Name || !is_path(&it.label)));
    for item in items {
        if item.kind == CompletionKind::Name {
            item.label = model::literal::unquote(&item.label).into_owned();
        }
        item.insert = place.quoted(&item.label);
    }
}

fn word(label: &str) -> Completion {
    Completion::new(label, CompletionKind::Word)
}

/// Tries each choice in place, and sorts: what keeps the spec whole first, what would break it last,
/// with the reason; among equals what is on its way out last.
pub fn rank(place: &Marked<'_>, items: &mut Vec<Completion>) {
    if items.len() > TRIED || items.iter().any(|it| it.is_snippet) {
        return;
    }
    let spec = &place.judged.spec;
    let words: Vec<&str> = items.iter().map(|it| &*it.insert).collect();
    let verdicts = judge(spec.model(), spec.evaluation(), spec.settings(), place.gap(), &words);
    let best = verdicts.iter().map(crate::rules::Verdict::rank).min().unwrap_or_default();
    // What every choice would bring says nothing about any of them.
    let common = |rule: &str, message: &str| {
        verdicts.iter().all(|it| it.new.iter().any(|it| it.rule == rule && it.message == message))
    };
    let mut ranked: Vec<((isize, isize), usize, Completion)> = Vec::with_capacity(items.len());
    // What stands at the place, or is said to come from there, is the choice's even where every choice brings it.
    let at = place.gap().before.len() as u32;
    let is_there = |span: &Span| span.item == place.id && span.extent.touches(at);
    let blames = |it: &Finding| is_there(&it.span) || it.related.iter().any(|it| is_there(&it.span));
    for (mut item, verdict) in std::mem::take(items).into_iter().zip(&verdicts) {
        let mut serious = verdict.new.iter().filter(|it| it.severity <= Severity::Warning);
        let own = serious.find(|it| !common(it.rule, &it.message) || blames(it));
        let breaks = own.is_some_and(|it| it.severity == Severity::Error);
        if let Some(reason) = own.filter(|_| breaks || verdict.rank() > best) {
            let said = reason.message.replace('`', "");
            item.detail = if item.detail.is_empty() { said } else { format!("{said} ({})", item.detail) };
        }
        item.breaks = breaks || verdict.errors > best.0;
        // Among those that are equally right, the one against which less is to be said.
        let advice = verdict.new.iter().filter(|it| it.severity == Severity::Info).count();
        ranked.push((verdict.rank(), advice, item));
    }
    ranked.sort_by_key(|(rank, advice, item)| (*rank, item.retired, *advice));
    items.extend(ranked.into_iter().map(|(.., item)| item));
}

fn words(place: &Marked<'_>, vocabulary: Vocabulary) -> Vec<Completion> {
    let facts = catalog::edition(place.context.edition);
    let today = place.context.today;
    match vocabulary {
        Vocabulary::VpnSku => {
            let rows = facts.vpn_sku_names().into_iter().filter_map(|name| facts.vpn_sku(name, None));
            let mut rows: Vec<_> = rows.collect();
            rows.sort_by_key(|sku| !sku.production);
            rows.into_iter()
                .map(|sku| Completion {
                    retired: !sku.lifecycle.allows_new(today),
                    ..word(sku.name).detail(describe::vpn_figures(sku)).about(format!("vpn-sku:{}", sku.name))
                })
                .collect()
        }
        Vocabulary::ErSku => facts
            .er_skus
            .iter()
            .map(|sku| Completion {
                retired: !sku.lifecycle.allows_new(today),
                ..word(sku.name).detail(describe::er_figures(sku)).about(format!("er-sku:{}", sku.name))
            })
            .collect(),
        Vocabulary::Device => {
            let known = facts.devices.iter().map(|it| {
                word(it.id).detail(format!("{} {}", it.vendor, it.family)).about(format!("device:{}", it.id))
            });
            known.chain([word("custom").detail("not in Azure's list of validated devices")]).collect()
        }
        Vocabulary::Region => {
            let used = regions(place);
            // What the spec uses comes first: a design seldom needs a new region.
            let mut rows: Vec<_> = facts.regions.iter().collect();
            rows.sort_by_key(|it| !used.iter().any(|used| used.eq_ignore_ascii_case(it.id)));
            rows.into_iter().map(|it| word(it.id).detail(it.title).about(format!("region:{}", it.id))).collect()
        }
    }
}

/// The regions that the spec's other VNets are in.
fn regions(place: &Marked<'_>) -> Vec<String> {
    let model = place.judged.spec.model();
    let others = model.entities().filter(|id| id.item != place.id);
    let region = |id| match &model.block(id).attribute(Attr::Region)?.value.value {
        model::Value::Word(word) => Some(word.to_string()),
        _ => None,
    };
    others.filter_map(region).collect()
}

fn names(place: &Marked<'_>, target: Target) -> Vec<Completion> {
    let Some(family) = target.family() else { return Vec::new() };
    let model = place.judged.spec.model();
    let mut items = Vec::new();
    for &id in model.all(family) {
        let block = model.block(id);
        let fits = match target {
            Target::VpnGateway => block.kind == Kind::VpnGateway,
            Target::ErGateway => block.kind == Kind::ErGateway,
            Target::ErConnection => block.kind == Kind::ErConnection,
            _ => block.kind.family() == Some(family),
        };
        let Some(name) = block.name.as_ref().filter(|_| fits) else { continue };
        // A declaration doesn't refer to itself.
        if id.item == place.id {
            continue;
        }
        let written = quote_name(&name.text).into_owned();
        let item = |label: String| Completion::new(label, CompletionKind::Name).detail(block.kind.schema().header());
        let devices: Vec<_> = block.blocks.iter().filter(|it| it.kind == Kind::Device).collect();
        if target == Target::SiteOrDevice && devices.len() > 1 {
            let names = devices.iter().filter_map(|it| it.name.as_ref());
            items.extend(names.map(|device| item(format!("{written}.{}", quote_name(&device.text)))));
        } else {
            items.push(item(written));
        }
    }
    items
}

/// The devices of a site.
pub fn devices(place: &Marked<'_>, site: &str) -> Vec<Completion> {
    let model = place.judged.spec.model();
    let site = crate::model::literal::unquote(site);
    let sites = model.declared(Family::Site, &site).iter().map(|id| model.block(*id));
    let devices = sites.flat_map(|site| site.blocks.iter().filter(|it| it.kind == Kind::Device));
    let name = |it: &crate::model::Block| Some(quote_name(&it.name.as_ref()?.text).into_owned());
    devices.filter_map(name).map(|it| Completion::new(it, CompletionKind::Name).detail("device")).collect()
}

fn nat_rules(place: &Marked<'_>, around: &Around<'_>, attr: Attr) -> Vec<Completion> {
    let model = place.judged.spec.model();
    let text = place.marked();
    let Some((block, _)) = around.blocks.first() else { return Vec::new() };
    let named = block.members.iter().find_map(|member| match member {
        crate::syntax::ast::Member::Attribute(it) if it.name.of(text) == "gateway" => it.value.as_ref(),
        _ => None,
    });
    let gateways: Vec<_> = match named {
        Some(value) => model.declared(Family::Gateway, value.extent.of(text)).to_vec(),
        None => {
            let of_vpn = |id: &EntityId| model.block(*id).kind == Kind::VpnGateway;
            model.all(Family::Gateway).iter().copied().filter(of_vpn).collect()
        }
    };
    let wanted = if attr == Attr::IngressNatRules { "IngressSnat" } else { "EgressSnat" };
    let rules = gateways.iter().flat_map(|id| model.block(*id).blocks.iter()).filter(|it| it.kind == Kind::NatRule);
    let fits = |it: &&crate::model::Block| {
        it.attribute(Attr::Mode).is_none_or(|mode| mode.value.value == crate::model::Value::Choice(wanted))
    };
    let name = |it: &crate::model::Block| Some(it.name.as_ref()?.text.to_string());
    rules.filter(fits).filter_map(name).map(|it| Completion::new(it, CompletionKind::Name).detail(wanted)).collect()
}

/// Azure's name for the subnet of gateways, where a VNet has none of that name.
pub fn gateway_subnet(place: &Marked<'_>, vnet: &Block) -> Option<&'static str> {
    let name = catalog::edition(place.context.edition).names_of(NameList::GatewaySubnet).next()?.value;
    let text = place.marked();
    let is_it = |label: &Extent| label.of(text).trim_matches('"').eq_ignore_ascii_case(name);
    let is_there = |member: &Member| matches!(member, Member::Block(it) if it.labels.iter().any(is_it));
    (!vnet.members.iter().any(is_there)).then_some(name)
}

/// The name of a nested block, where it isn't for its author to choose.
pub fn given_name(place: &Marked<'_>, around: &Around<'_>) -> Option<Vec<Completion>> {
    let [.., (vnet, _), (_, Some(own))] = &around.blocks[..] else { return None };
    let name = (own.kind == Kind::Subnet).then(|| gateway_subnet(place, vnet)).flatten()?;
    Some(vec![word(name).detail("the subnet that a VNet's gateways stand in")])
}

fn texts(place: &Marked<'_>, attr: Attr) -> Option<Vec<Completion>> {
    if attr != Attr::PeeringLocation {
        return None;
    }
    let facts = catalog::edition(catalog::EditionId::NEWEST);
    let public = facts.peering_locations.iter().filter(|it| it.cloud == Cloud::Public);
    Some(public.map(|it| word(it.name).insert(place.quoted(it.name)).detail(it.country)).collect())
}

/// The quantities that an attribute takes: what is typed with each unit, else what is usual.
fn quantities(place: &Marked<'_>, row: &AttributeSchema) -> Vec<Completion> {
    let typed = place.word();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        let item =
            |(unit, doc): &(&str, &str)| Completion::new(format!("{typed} {unit}"), CompletionKind::Unit).detail(*doc);
        let mut items: Vec<_> = units_of(row.value.element()).iter().map(item).collect();
        let others = usual(place, row).into_iter().filter(|it| it.label.starts_with(typed));
        items.extend(others.filter(|it| items.iter().all(|known| known.label != it.label)).collect::<Vec<_>>());
        return items;
    }
    usual(place, row)
}

/// The quantities that Azure sells.
fn usual(place: &Marked<'_>, row: &AttributeSchema) -> Vec<Completion> {
    let facts = catalog::edition(place.context.edition);
    match row.attr {
        Attr::Bandwidth | Attr::Throughput => {
            let mut steps: Vec<_> = facts.circuit_bandwidths.iter().map(|it| it.bandwidth).collect();
            steps.sort_unstable();
            steps.into_iter().map(|it| word(&it.to_string())).collect()
        }
        Attr::PortSpeed => facts.direct_ports.iter().map(|it| word(&it.speed.to_string())).collect(),
        _ => Vec::new(),
    }
}

/// The units of a quantity, after its number.
pub fn units(ty: &Type) -> Vec<Completion> {
    units_of(ty).iter().map(|(unit, doc)| Completion::new(*unit, CompletionKind::Unit).detail(*doc)).collect()
}

fn units_of(ty: &Type) -> &'static [(&'static str, &'static str)] {
    match ty {
        Type::Bandwidth => {
            &[("Mbps", "megabits a second"), ("Gbps", "gigabits a second"), ("kbps", "kilobits a second")]
        }
        Type::Duration => &[("s", "seconds"), ("min", "minutes"), ("h", "hours"), ("d", "days")],
        Type::DataSize => &[("KB", "1024 bytes"), ("MB", "1024 KB"), ("GB", "1024 MB"), ("TB", "1024 GB")],
        _ => &[],
    }
}

/// The named values that could stand here; never the one that is being written.
fn lets(place: &Marked<'_>, could_stand: impl Fn(&Value) -> bool) -> Vec<Completion> {
    let model = place.judged.spec.model();
    let fits = |name: &&str| {
        let named = model.let_named(name);
        named.is_some_and(|(item, it)| item != place.id && it.value.as_ref().is_none_or(&could_stand))
    };
    let mut lets: Vec<&str> = model.lets().map(|(name, _)| name).filter(fits).collect();
    lets.sort_unstable();
    lets.into_iter().map(|it| Completion::new(it, CompletionKind::Let).detail("let")).collect()
}

/// Whether a value that was written without a type could be of one.
fn could_be(value: &Value, ty: &Type) -> bool {
    match &value.form {
        Form::List(values) => values.iter().all(|it| could_be(it, ty)),
        // Another `let`, a name, a word: that depends.
        Form::Word | Form::Reference(_) => !matches!(ty, Type::Boolean | Type::Secret),
        Form::Prefix => matches!(ty, Type::Prefix),
        Form::Address => matches!(ty, Type::Address),
        Form::Integer => matches!(ty, Type::Integer),
        Form::Quantity => matches!(ty, Type::Bandwidth | Type::Duration | Type::DataSize),
        Form::Boolean(_) => matches!(ty, Type::Boolean),
        Form::Call(..) => matches!(ty, Type::Secret),
        Form::String => matches!(ty, Type::Text),
        Form::Decimal | Form::Date | Form::Edition | Form::Broken => false,
    }
}

/// Anything with a name: a `let` is typed where it is used.
pub fn anything(place: &Marked<'_>) -> Vec<Completion> {
    let mut items = lets(place, |_| true);
    for family in Family::ALL {
        items.extend(names(place, Target::Family(family)));
    }
    items
}

/// The editions, newest first.
pub fn editions() -> Vec<Completion> {
    let ids = catalog::EditionId::ALL.iter().rev();
    ids.map(|id| word(id.as_str()).detail("of Azure's facts")).collect()
}

/// The rules: those that report something in this file first.
pub fn rules(place: &Marked<'_>) -> Vec<Completion> {
    let text = place.file.text();
    // What the half-written line itself brings isn't meant.
    let line = text.line_of(place.replaced().start);
    let here = |it: &&std::sync::Arc<crate::finding::Finding>| {
        let range = || place.file.range(it.span);
        it.span.item.file == place.file.id() && range().is_some_and(|it| text.line_of(it.start) != line)
    };
    let reported: Vec<&str> = place.judged.findings().iter().filter(here).map(|it| it.rule).collect();
    let item = |name: &str| {
        let title = crate::rules::page(name).map_or("", |page| page.title);
        Completion::new(name, CompletionKind::Rule).detail(title).about(format!("rule:{name}"))
    };
    let mut names: Vec<&str> = registry().map(|rule| rule.name).collect();
    // A mistake of the text is mended rather than allowed, and so is most of what isn't understood.
    let is_in = |name: &str, areas: &[&str]| areas.contains(&area_of(name));
    names.sort_by_key(|name| {
        (is_in(name, &["syntax"]), !reported.contains(name), is_in(name, &["schema", "name", "import"]))
    });
    names.into_iter().map(item).collect()
}

/// The specs that can be imported, as paths from this file, and the folders that hold several; none that is
/// imported already.
pub fn paths(place: &Marked<'_>, snapshot: &Snapshot) -> Option<Vec<Completion>> {
    let own = place.file.path();
    let folder = own.parent()?;
    let mut items = Vec::new();
    let mut folders = Vec::new();
    let inside = |path: &&Path| path.starts_with(&place.judged.project.folder) && *path != own;
    for path in snapshot.layout().files().filter(inside) {
        let relative = relative(folder, path);
        if let Some((inner, _)) = relative.rsplit_once('/') {
            folders.push(format!("{inner}/*.{EXTENSION}"));
        }
        let open = if snapshot.buffer(path).is_some() { "open" } else { "" };
        items.push(Completion::new(relative, CompletionKind::File).detail(open));
    }
    folders.sort();
    folders.dedup();
    let all = folders.into_iter().map(|it| Completion::new(it, CompletionKind::File).detail("all of the folder"));
    let others = place.file.each_item().filter(|(id, _)| *id != place.id);
    let imported: Vec<&str> = others.flat_map(|(_, item)| item.imports.iter().map(|it| &*it.pattern)).collect();
    let mut items: Vec<Completion> = all.chain(items).filter(|it| !imported.contains(&&*it.label)).collect();
    for item in &mut items {
        item.insert = place.quoted(&item.label);
    }
    Some(items)
}

/// A path as an import writes it.
pub fn relative(folder: &Path, path: &Path) -> String {
    let common = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().count() - common;
    let rest: Vec<_> = path.components().skip(common).map(|it| it.as_os_str().to_string_lossy()).collect();
    "../".repeat(up) + &rest.join("/")
}
