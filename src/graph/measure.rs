//! How much room texts and boxes take.

use super::picture::{Edge, Node, NodeKind, Picture};

/// Height of a line.
pub(super) const LINE: f64 = 17.0;
/// Padding in boxes.
pub(super) const PAD: f64 = 12.0;
/// Width of a letter of size 12, on the generous side.
const LETTER: f64 = 7.3;
/// Room for a mark beside a name.
const MARK: f64 = 26.0;
/// What one line needs of the side of a box.
const LINE_END: f64 = 12.0;

/// How wide a text is.
pub(super) fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() || c == '·' { LETTER } else { LETTER * 1.8 }).sum()
}

/// The word before a name.
pub(super) fn kind_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Site => "site",
        NodeKind::Circuit => "circuit",
        NodeKind::Vnet => "vnet",
        NodeKind::VpnGateway => "VPN",
        NodeKind::ErGateway => "ExpressRoute",
        NodeKind::Clients => "",
    }
}

/// The height of a box's own lines, with the padding around them.
pub(super) fn head(node: &Node) -> f64 {
    2.0 * PAD + LINE * (1 + node.details.len()) as f64
}

/// The size of a node's box.
pub(super) fn node_size(picture: &Picture, node: &Node) -> (f64, f64) {
    let details = node.details.iter().map(|line| text_width(line)).fold(0.0, f64::max);
    let title = text_width(&node.name) * 1.1 + text_width(kind_word(node.kind)) + LETTER + MARK;
    let mut w = title.max(details) + 2.0 * PAD;
    let mut h = head(node);
    for inner in picture.inside(&node.id) {
        let (inner_w, inner_h) = node_size(picture, inner);
        w = w.max(inner_w + 2.0 * PAD);
        h += inner_h + PAD;
    }
    // A gateway of many connections is as high as their ends want it.
    let ends = picture.edges.iter().filter(|edge| edge.from == node.id || edge.to == node.id).count();
    (w.max(120.0).ceil(), h.max(LINE_END * (ends + 1) as f64))
}

/// The size of a line's label.
pub(super) fn label_size(edge: &Edge) -> (f64, f64) {
    let mark = if edge.mark.is_some() { MARK } else { 0.0 };
    let lines = if edge.label.is_empty() { 1.0 } else { 2.0 };
    let w = (text_width(&edge.name) * 1.1 + mark).max(text_width(&edge.label)) + PAD;
    (w.ceil(), lines * LINE + 10.0)
}
