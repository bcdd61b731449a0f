//! Fixes: first an intent, said about the spec; then, when somebody asks, edits of its text.

use super::{ItemId, Span};
use std::borrow::Cow;

/// What a rule would do about its finding. Cheap to carry; nothing is computed until asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// What a person reads in a menu, in the imperative: "Use `VpnGw2AZ`".
    /// Empty where the plan is a [`Suggestion`], which brings its own titles.
    pub title: Cow<'static, str>,
    /// Whether it may be applied unasked: it can't change what the author meant.
    pub safe: bool,
    /// What is to be done.
    pub plan: Plan,
}

/// Ready changes, or something still to be worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// These changes, together.
    Changes(Vec<Change>),
    /// A value that is computed and ranked by the judge when somebody asks.
    Suggest(Suggestion),
}

/// One change, said about the model rather than about the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Replace the text of a place.
    Replace {
        /// What is replaced.
        span: Span,
        /// By what.
        text: String,
    },
    /// Give the block at `block` the attribute, or another value if it has it.
    SetAttribute {
        /// The whole block's span.
        block: Span,
        /// The attribute's name.
        name: &'static str,
        /// The value as written in a spec.
        value: String,
    },
    /// Remove the attribute, nested block or top-level block at the span, with its separator or line.
    Remove {
        /// The span of the whole attribute or block.
        span: Span,
    },
    /// Add a nested block at the end of the block at `block`.
    InsertBlock {
        /// The whole block's span.
        block: Span,
        /// The nested block as written in a spec, without indentation.
        text: String,
    },
    /// Add a top-level block after the item.
    InsertItem {
        /// The item after which it goes.
        after: ItemId,
        /// The block as written in a spec.
        text: String,
    },
    /// Add a line at the top of the file that holds the item.
    InsertAtTop {
        /// Any item of the file.
        file_of: ItemId,
        /// The line, without its end.
        text: String,
    },
}

/// A value to be found: the best first, each tried in place before it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// The smallest SKU that carries everything asked of the gateway whose block this is.
    GatewaySku {
        /// The whole gateway block's span.
        gateway: Span,
    },
    /// A free prefix for a `GatewaySubnet` of the VNet: replaces the span if one is given, else inserts a subnet.
    GatewaySubnet {
        /// The whole VNet block's span.
        vnet: Span,
        /// The prefix to replace.
        replace: Option<Span>,
        /// The length the prefix should have.
        length: u8,
    },
    /// A client address pool that overlaps nothing, for the Point-to-Site connection.
    ClientPool {
        /// The whole connection block's span.
        connection: Span,
        /// The prefix to replace, else the attribute is set.
        replace: Option<Span>,
        /// The length the pool should have.
        length: u8,
    },
    /// An ASN that is allowed and used by nobody else in the spec.
    Asn {
        /// The number to replace.
        replace: Span,
    },
}

/// An edit of a file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// A fix as it can be applied: verified to make its finding go away and to bring no new error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What a person reads in a menu.
    pub title: String,
    /// Whether it may be applied unasked.
    pub safe: bool,
    /// The edits, none overlapping another.
    pub edits: Vec<TextEdit>,
}
