//! The words in which every other room reports: findings, spans, severities, fixes.
//!
//! Architecture invariant: this room knows nothing of the language. A [`Finding`] is plain data;
//! its places are relative to items (see [`Span`]) and become absolute only where a front door
//! shows them.

mod fix;

pub use fix::{Change, Fix, Intent, Plan, Suggestion, TextEdit};

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The rule's name, `area/name-in-words`, such as `gateway/tunnel-limit`.
pub type RuleName = &'static str;

/// How bad a finding is. The order is from worst to mildest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Azure refuses it, or it cannot work.
    Error,
    /// A documented limit, risk or retirement.
    Warning,
    /// A recommendation.
    Info,
    /// A matter of style.
    Hint,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Severity; 4] = [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint];

    /// The lower-case word used in settings and machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Hint => "hint",
        }
    }

    /// The milder of the two: what is reported where documents disagree.
    pub fn milder(self, other: Severity) -> Severity {
        self.max(other)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Identifies a file of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// Identifies one item (a segment of a file) for as long as the item lives, whatever moves above it.
///
/// It also says where the item stands: in which file, and among that file's items in the order of
/// their ranks. So nobody keeps a list of places that every edit would have to bring up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ItemId {
    /// The file it stands in.
    pub file: FileId,
    /// Greater than those of the items above it. Ranks have gaps, for items that come between.
    pub rank: u32,
}

/// Byte offsets within one item's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Extent {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Extent {
    /// The extent from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Extent {
        Extent { start: start as u32, end: end as u32 }
    }

    /// The text of this extent in its item's text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// Whether `offset` lies inside or at either edge.
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether `other` lies wholly within this extent.
    pub fn contains(self, other: Extent) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Moved by `offset` bytes: absolute in the file when `offset` is where the item starts.
    pub fn shifted(self, offset: usize) -> Range<usize> {
        offset + self.start as usize..offset + self.end as usize
    }

    /// The empty extent at the end.
    pub fn end_point(self) -> Extent {
        Extent { start: self.end, end: self.end }
    }
}

/// A place: an item and an extent counted from the item's start. An edit above the item moves
/// nothing, so findings and models survive it unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The item.
    pub item: ItemId,
    /// Where in the item.
    pub extent: Extent,
}

impl Span {
    /// The place `extent` in `item`.
    pub fn new(item: ItemId, extent: Extent) -> Span {
        Span { item, extent }
    }
}

/// What a client may show in a special way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// About something retired or deprecated.
    Retired,
    /// About something that has no effect.
    Unused,
}

/// A second place that makes the finding so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What stands there, such as "the SKU that carries 30 tunnels".
    pub message: String,
}

/// One finding: a rule's verdict at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: RuleName,
    /// How bad, after edition, settings and disagreements of the documents.
    pub severity: Severity,
    /// What is wrong here, with the actual figures. Plain text in which `code` stands in backticks.
    pub message: String,
    /// The primary place.
    pub span: Span,
    /// The places that make it so.
    pub related: Vec<Related>,
    /// Further sentences: why, what the documentation says, where documents disagree.
    pub notes: Vec<String>,
    /// Ids of the documents the fact comes from (see the catalogue).
    pub sources: Vec<&'static str>,
    /// The code Azure answers with, where one was seen.
    pub azure_error: Option<&'static str>,
    /// How clients may show it.
    pub tag: Option<Tag>,
    /// What could be done about it; turned into edits only when asked for.
    pub intents: Vec<Intent>,
}

impl Finding {
    /// A finding with nothing but a place and a message.
    pub fn new(rule: RuleName, severity: Severity, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            rule,
            severity,
            message: message.into(),
            span,
            related: Vec::new(),
            notes: Vec::new(),
            sources: Vec::new(),
            azure_error: None,
            tag: None,
            intents: Vec::new(),
        }
    }

    /// The finding for keeping and sharing, without room to grow: a spec may have tens of thousands.
    pub fn shared(mut self) -> Arc<Finding> {
        self.message.shrink_to_fit();
        self.related.shrink_to_fit();
        self.notes.shrink_to_fit();
        self.sources.shrink_to_fit();
        self.intents.shrink_to_fit();
        Arc::new(self)
    }

    /// The rule's area: what stands before the slash.
    pub fn area(&self) -> &'static str {
        area_of(self.rule)
    }
}

/// The area of a rule's name: what stands before the slash.
pub fn area_of(rule: &str) -> &str {
    rule.split('/').next().unwrap_or(rule)
}
