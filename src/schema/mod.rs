//! The one table of blocks, attributes, value types, defaults and their documentation.
//!
//! Checking, completion, hover, the formatter's spelling and the language reference all read it.
//! What a word means to Azure's documents (which SKUs exist, which devices are validated) is the
//! catalogue's business; the schema says only where such a word stands.

mod names;
mod other_names;
mod table;

use crate::catalog;

pub use names::{Attr, AttrSet, Family, Kind};
pub use other_names::{
    absent, attribute_called, attribute_meant, kebab, kind_called, names_of_attribute, names_of_kind, nested_called,
};
pub use table::{BLOCKS, REQUIREMENTS};

/// One kind of block: where it stands and what it holds.
#[derive(Debug)]
pub struct BlockSchema {
    /// Which.
    pub kind: Kind,
    /// The word it begins with: `gateway`.
    pub keyword: &'static str,
    /// The word after it, where one keyword serves several kinds: `vpn`.
    pub variant: Option<&'static str>,
    /// What the word between keyword and brace is.
    pub name: NameRule,
    /// How often it may stand in its parent.
    pub times: Times,
    /// What it is, in a sentence or two of Markdown.
    pub doc: &'static str,
    /// Its attributes, in the order in which people write them.
    pub attributes: &'static [AttributeSchema],
    /// The kinds of block that may stand in it.
    pub blocks: &'static [Kind],
}

/// Whether a block is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRule {
    /// `site amsterdam { … }`
    Named,
    /// `bgp { … }`
    Unnamed,
}

/// How often a nested block may stand in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// At most once.
    Once,
    /// Any number of times.
    Many,
}

/// One attribute of one kind of block.
#[derive(Debug)]
pub struct AttributeSchema {
    /// Which.
    pub attr: Attr,
    /// What its value must be.
    pub value: Type,
    /// Whether a block without it is incomplete.
    pub required: bool,
    /// What its absence means, as written in a spec; absent: unknown.
    pub default: Option<&'static str>,
    /// What it is, in a sentence of Markdown.
    pub doc: &'static str,
}

impl AttributeSchema {
    /// The attribute's name as written.
    pub fn name(&self) -> &'static str {
        self.attr.name()
    }
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `true` or `false`
    Boolean,
    /// A whole number, not negative.
    Integer,
    /// Text in quotes.
    Text,
    /// An IPv4 or IPv6 address.
    Address,
    /// An IPv4 or IPv6 prefix.
    Prefix,
    /// `500 Mbps`
    Bandwidth,
    /// `45 s`
    Duration,
    /// `102400000 KB`
    DataSize,
    /// One of Azure's (or our own) words.
    OneOf(&'static [Choice]),
    /// A word that the catalogue explains.
    Word(Vocabulary),
    /// The name of a declaration.
    Name(Target),
    /// `keyvault("vault", "secret")`
    Secret,
    /// Any number of these; one needs no brackets.
    List(&'static Type),
}

impl Type {
    /// The type of one element: itself unless it is a list.
    pub fn element(&self) -> &Type {
        match self {
            Type::List(element) => element,
            other => other,
        }
    }

    /// Whether several values may be given.
    pub fn is_list(&self) -> bool {
        matches!(self, Type::List(_))
    }

    /// What the value must be, in words: "an IP prefix such as `10.1.0.0/16`".
    pub fn expected(&self) -> String {
        match self {
            Type::Boolean => "`true` or `false`".into(),
            Type::Integer => "a whole number".into(),
            Type::Text => "text in quotes".into(),
            Type::Address => "an IP address such as `203.0.113.10`".into(),
            Type::Prefix => "an IP prefix such as `10.1.0.0/16`".into(),
            Type::Bandwidth => "a bandwidth such as `500 Mbps`".into(),
            Type::Duration => "a duration such as `45 s`".into(),
            Type::DataSize => "a data size such as `102400000 KB`".into(),
            Type::OneOf(choices) => {
                let words: Vec<_> = choices.iter().map(|choice| format!("`{}`", choice.value)).collect();
                format!("one of {}", words.join(", "))
            }
            Type::Word(vocabulary) => vocabulary.expected().into(),
            Type::Name(target) => format!("the name of {}", target.expected()),
            Type::Secret => "a reference such as `keyvault(\"hub-kv\", \"hq-psk\")`".into(),
            Type::List(element) => format!("a list, each {}", element.expected()),
        }
    }
}

/// One word an attribute can take.
#[derive(Debug)]
pub struct Choice {
    /// The spelling of Azure's API, or ours.
    pub value: &'static str,
    /// Names that people use for it; understood, reported as a hint.
    pub aliases: &'static [&'static str],
    /// What it means.
    pub doc: &'static str,
}

/// Which of the catalogue's vocabularies a word is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// SKUs of VPN gateways.
    VpnSku,
    /// SKUs of ExpressRoute gateways.
    ErSku,
    /// Families of VPN devices.
    Device,
    /// Azure regions.
    Region,
}

impl Vocabulary {
    /// Whether the word means something here in any edition, so that it can't be a `let`.
    pub fn knows(self, word: &str) -> bool {
        catalog::EditionId::ALL.iter().map(|id| catalog::edition(*id)).any(|facts| match self {
            Vocabulary::VpnSku => facts.vpn_sku(word, None).is_some(),
            Vocabulary::ErSku => facts.er_sku(word).is_some(),
            Vocabulary::Device => word == "custom" || facts.device(word).is_some(),
            Vocabulary::Region => facts.region(word).is_some(),
        })
    }

    /// The catalogue's spelling of a word: of the newest edition that knows it.
    pub fn canonical(self, word: &str) -> Option<&'static str> {
        let mut editions = catalog::EditionId::ALL.iter().rev().map(|id| catalog::edition(*id));
        match self {
            Vocabulary::VpnSku => editions.find_map(|facts| facts.vpn_sku(word, None).map(|row| row.name)),
            Vocabulary::ErSku => editions.find_map(|facts| facts.er_sku(word).map(|row| row.name)),
            Vocabulary::Region => editions.find_map(|facts| facts.region(word).map(|row| row.id)),
            Vocabulary::Device => catalog::device_ids().iter().copied().find(|id| id.eq_ignore_ascii_case(word)),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Vocabulary::VpnSku => "a VPN gateway SKU such as `VpnGw2AZ`",
            Vocabulary::ErSku => "an ExpressRoute gateway SKU such as `ErGw1AZ`",
            Vocabulary::Device => "a device family such as `cisco-asr`, or `custom`",
            Vocabulary::Region => "an Azure region such as `westeurope`",
        }
    }
}

/// What a name may refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Any declaration of the family.
    Family(Family),
    /// A VPN gateway.
    VpnGateway,
    /// An ExpressRoute gateway.
    ErGateway,
    /// An ExpressRoute connection.
    ErConnection,
    /// A site, or one of its devices: `hq.edge1`.
    SiteOrDevice,
    /// A NAT rule of the gateway of the same connection.
    NatRule,
}

impl Target {
    /// The namespace its first part is looked up in; NAT rules have none of their own.
    pub fn family(self) -> Option<Family> {
        match self {
            Target::Family(family) => Some(family),
            Target::VpnGateway | Target::ErGateway => Some(Family::Gateway),
            Target::ErConnection => Some(Family::Connection),
            Target::SiteOrDevice => Some(Family::Site),
            Target::NatRule => None,
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Target::Family(Family::Site) => "a site",
            Target::Family(Family::Vnet) => "a VNet",
            Target::Family(Family::Gateway) => "a gateway",
            Target::Family(Family::Circuit) => "a circuit",
            Target::Family(Family::Connection) => "a connection",
            Target::Family(Family::Peering) => "a peering",
            Target::VpnGateway => "a VPN gateway",
            Target::ErGateway => "an ExpressRoute gateway",
            Target::ErConnection => "an ExpressRoute connection",
            Target::SiteOrDevice => "a site or one of its devices",
            Target::NatRule => "a NAT rule of this connection's gateway",
        }
    }
}

impl BlockSchema {
    /// The attribute of that name, compared exactly.
    pub fn attribute(&self, name: &str) -> Option<&'static AttributeSchema> {
        self.attributes.iter().find(|attribute| attribute.attr.name() == name)
    }

    /// The row of an attribute, if such blocks have it.
    pub fn row(&self, attr: Attr) -> Option<&'static AttributeSchema> {
        self.attributes.get(usize::from(ROWS[self.kind as usize][attr as usize]))
    }

    /// How the block's header begins: `gateway vpn`.
    pub fn header(&self) -> String {
        match self.variant {
            Some(variant) => format!("{} {variant}", self.keyword),
            None => self.keyword.to_owned(),
        }
    }
}

/// By kind and attribute: which of the kind's rows is the attribute's, for it is asked with every look at a value.
static ROWS: [[u8; Attr::ALL.len()]; BLOCKS.len()] = {
    let mut rows = [[u8::MAX; Attr::ALL.len()]; BLOCKS.len()];
    let mut kind = 0;
    while kind < BLOCKS.len() {
        let attributes = BLOCKS[kind].attributes;
        let mut row = 0;
        while row < attributes.len() {
            rows[kind][attributes[row].attr as usize] = row as u8;
            row += 1;
        }
        kind += 1;
    }
    rows
};

impl Kind {
    /// The row of the table.
    pub fn schema(self) -> &'static BlockSchema {
        BLOCKS[self as usize]
    }

    /// Whether it stands at the top level.
    pub fn is_top_level(self) -> bool {
        self.family().is_some()
    }
}

/// The top-level kinds whose header begins with the keyword.
pub fn top_level(keyword: &str) -> impl Iterator<Item = &'static BlockSchema> + use<'_> {
    BLOCKS.iter().copied().filter(move |block| block.kind.is_top_level() && block.keyword == keyword)
}

/// The kind whose header begins with the keyword and, where the keyword serves several kinds, this first word;
/// a `device` may head `defaults`.
pub fn of_header(keyword: &str, first: Option<&str>) -> Option<&'static BlockSchema> {
    top_level(keyword)
        .find(|block| block.variant.is_none() || block.variant == first)
        .or_else(|| (keyword == "device").then(|| Kind::Device.schema()))
}

/// The nested kind with that keyword in a block of kind `parent`.
pub fn nested(parent: Kind, keyword: &str) -> Option<&'static BlockSchema> {
    parent.schema().blocks.iter().map(|kind| kind.schema()).find(|block| block.keyword == keyword)
}

/// The keywords of all top-level blocks, each once, in the order of the table.
pub fn top_level_keywords() -> Vec<&'static str> {
    let mut keywords = Vec::new();
    for block in BLOCKS.iter().filter(|block| block.kind.is_top_level()) {
        if !keywords.contains(&block.keyword) {
            keywords.push(block.keyword);
        }
    }
    keywords
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_kinds() {
        for (index, block) in BLOCKS.iter().enumerate() {
            assert_eq!(block.kind as usize, index, "{:?}", block.kind);
        }
    }

    #[test]
    fn every_name_is_lower_case_kebab_and_stands_once() {
        for block in BLOCKS {
            let mut seen = Vec::new();
            for attribute in block.attributes {
                let name = attribute.name();
                assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
                assert!(!seen.contains(&name), "{name} twice in {:?}", block.kind);
                assert!(!attribute.doc.is_empty() && attribute.doc.ends_with('.'), "{name} has no sentence");
                seen.push(name);
            }
        }
    }
}
