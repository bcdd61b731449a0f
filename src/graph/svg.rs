//! A picture as SVG. Colours follow the reader's light or dark scheme.

use super::layout::{HEAD, LINE, Layout, PAD, Rect, kind_word, text_width};
use super::picture::{Edge, EdgeKind, Mark, Node, NodeKind, Picture};
use crate::text::escape_xml as escape;

const STYLE: &str = "\
svg{--bg:#fff;--fg:#1b1f24;--dim:#57606a;--box:#f6f8fa;--line:#8c959f;--azure:#eef5fd;--azure-line:#5b8dc9;\
--s2s:#1f5fc4;--p2s:#14733c;--v2v:#7a3fc4;--er:#a8480a;--peer:#57606a;--error:#c4232c;--warning:#8a5a00;--info:#1f5fc4;--on:#fff}\
@media(prefers-color-scheme:dark){svg{--bg:#0d1117;--fg:#e6edf3;--dim:#9da7b1;--box:#161b22;--line:#6e7681;\
--azure:#10233b;--azure-line:#4a7ab5;--s2s:#79b0ff;--p2s:#56d088;--v2v:#c99bff;--er:#ff9d52;--peer:#9da7b1;\
--error:#ff7b72;--warning:#e3b341;--info:#79b0ff;--on:#0d1117}}\
text{font:12px ui-sans-serif,system-ui,-apple-system,\"Segoe UI\",Helvetica,Arial,sans-serif;fill:var(--fg)}\
.bg{fill:var(--bg)}.n{font-weight:600}.d{fill:var(--dim)}.h{fill:var(--dim);font-weight:600;letter-spacing:.06em}\
.box{fill:var(--box);stroke:var(--line)}.vnet{fill:var(--azure);stroke:var(--azure-line)}\
.gw{fill:var(--bg);stroke:var(--azure-line)}.e{fill:none;stroke-width:2}.b{stroke-dasharray:7 5}\
.s2s{stroke:var(--s2s)}.p2s{stroke:var(--p2s)}.v2v{stroke:var(--v2v)}.er{stroke:var(--er)}\
.peer{stroke:var(--peer);stroke-dasharray:2 4}.m{font-weight:700;fill:var(--on);text-anchor:middle}";

fn class(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::SiteToSite => "s2s",
        EdgeKind::PointToSite => "p2s",
        EdgeKind::VnetToVnet => "v2v",
        EdgeKind::Expressroute => "er",
        EdgeKind::Peering => "peer",
    }
}

fn title(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::SiteToSite => "Site-to-Site",
        EdgeKind::PointToSite => "Point-to-Site",
        EdgeKind::VnetToVnet => "VNet-to-VNet",
        EdgeKind::Expressroute => "ExpressRoute",
        EdgeKind::Peering => "peering",
    }
}

/// Draws.
pub fn draw(layout: &Layout, picture: &Picture) -> String {
    // The legend may be wider than a small picture.
    let kinds = kinds(picture);
    let legend: f64 = kinds.iter().map(|kind| legend_width(*kind)).sum::<f64>() + 48.0;
    let (w, h) = (layout.width.max(legend).ceil(), layout.height.ceil());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\">\n\
         <title>How sites and users reach Azure</title>\n<style>{STYLE}</style>\n\
         <rect class=\"bg\" width=\"{w}\" height=\"{h}\"/>\n"
    );
    heads(layout, picture, &mut svg);
    for node in picture.nodes.iter().filter(|node| node.kind == NodeKind::Vnet) {
        boxed(node, layout, &mut svg);
    }
    for edge in &picture.edges {
        line(edge, layout, &mut svg);
    }
    for node in picture.nodes.iter().filter(|node| node.kind != NodeKind::Vnet) {
        boxed(node, layout, &mut svg);
    }
    for edge in &picture.edges {
        label(edge, layout, &mut svg);
    }
    let mut x = 24.0;
    for kind in kinds {
        let y = h - 20.0;
        let class = class(kind);
        svg.push_str(&format!("<path class=\"e {class}\" d=\"M{x:.0} {y:.0}h26\"/>"));
        svg.push_str(&format!("<text class=\"d\" x=\"{:.0}\" y=\"{:.0}\">{}</text>\n", x + 33.0, y + 4.0, title(kind)));
        x += legend_width(kind);
    }
    svg.push_str("</svg>\n");
    svg
}

fn kinds(picture: &Picture) -> Vec<EdgeKind> {
    let mut kinds: Vec<EdgeKind> = picture.edges.iter().map(|edge| edge.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

fn legend_width(kind: EdgeKind) -> f64 {
    33.0 + text_width(title(kind)) + 20.0
}

/// What is left and what is right.
fn heads(layout: &Layout, picture: &Picture, svg: &mut String) {
    let left = |wanted: &dyn Fn(NodeKind) -> bool| {
        let boxes = picture.nodes.iter().filter(|node| wanted(node.kind)).filter_map(|node| layout.boxes.get(&node.id));
        boxes.map(|rect| rect.x).fold(f64::MAX, f64::min)
    };
    let sites = left(&|kind| matches!(kind, NodeKind::Site | NodeKind::Clients));
    let azure = left(&|kind| kind == NodeKind::Vnet);
    for (x, text) in [(sites, "ON PREMISES"), (azure, "AZURE")] {
        if x < f64::MAX {
            svg.push_str(&format!("<text class=\"h\" x=\"{x:.0}\" y=\"{:.0}\">{text}</text>\n", HEAD - 4.0));
        }
    }
}

fn boxed(node: &Node, layout: &Layout, svg: &mut String) {
    let Some(Rect { x, y, w, h }) = layout.boxes.get(&node.id).copied() else { return };
    let (class, radius) = match node.kind {
        NodeKind::Vnet => ("vnet", 8.0),
        NodeKind::VpnGateway | NodeKind::ErGateway => ("gw", 6.0),
        NodeKind::Circuit => ("box", 18.0),
        NodeKind::Site | NodeKind::Clients => ("box", 6.0),
    };
    svg.push_str(&format!(
        "<g><rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{radius}\"/>"
    ));
    let mut line = y + PAD + 12.0;
    svg.push_str(&format!(
        "<text x=\"{:.1}\" y=\"{line:.1}\"><tspan class=\"d\">{}</tspan><tspan class=\"n\">{}</tspan></text>",
        x + PAD,
        kind_word(node.kind),
        escape(&node.name)
    ));
    for detail in &node.details {
        line += LINE;
        svg.push_str(&format!("<text class=\"d\" x=\"{:.1}\" y=\"{line:.1}\">{}</text>", x + PAD, escape(detail)));
    }
    mark(&node.mark, x + w - PAD - 6.0, y + PAD + 8.0, svg);
    svg.push_str("</g>\n");
}

fn mark(mark: &Option<Mark>, x: f64, y: f64, svg: &mut String) {
    let Some(mark) = mark else { return };
    let colour = match mark.severity.as_str() {
        "error" => "error",
        "warning" => "warning",
        _ => "info",
    };
    let messages: Vec<String> = mark.messages.iter().map(|message| escape(message)).collect();
    svg.push_str(&format!(
        "<g><title>{}</title><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"9\" fill=\"var(--{colour})\"/>\
         <text class=\"m\" x=\"{x:.1}\" y=\"{:.1}\">{}</text></g>",
        messages.join("&#10;"),
        y + 4.0,
        mark.count
    ));
}

fn line(edge: &Edge, layout: &Layout, svg: &mut String) {
    let Some(points) = layout.lines.get(&edge.id).filter(|points| points.len() > 1) else { return };
    let mut path = format!("M{:.1} {:.1}", points[0].0, points[0].1);
    for pair in points.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        if (y1 - y2).abs() < 0.5 {
            path.push_str(&format!("L{x2:.1} {y2:.1}"));
        } else {
            let middle = f64::midpoint(x1, x2);
            path.push_str(&format!("C{middle:.1} {y1:.1} {middle:.1} {y2:.1} {x2:.1} {y2:.1}"));
        }
    }
    let backup = if edge.backup { " b" } else { "" };
    svg.push_str(&format!("<path class=\"e {}{backup}\" d=\"{path}\"/>\n", class(edge.kind)));
}

fn label(edge: &Edge, layout: &Layout, svg: &mut String) {
    let Some(rect) = layout.labels.get(&edge.id) else { return };
    let x = rect.x + PAD / 2.0;
    svg.push_str(&format!("<text class=\"n\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>", rect.y + 13.0, escape(&edge.name)));
    if !edge.label.is_empty() {
        let y = rect.y + LINE + 17.0;
        svg.push_str(&format!("<text class=\"d\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(&edge.label)));
    }
    mark(&edge.mark, rect.right() - 9.0, rect.y + 9.0, svg);
    svg.push('\n');
}
