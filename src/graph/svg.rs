//! A picture as SVG. Colours follow the reader's light or dark scheme where the reader has one; what
//! knows no schemes, such as an office program, shows the light one.

use super::layout::{FOOT, HEAD, Layout, MARGIN, Rect};
use super::measure::{LINE, PAD, kind_word, text_width};
use super::picture::{Edge, EdgeKind, Mark, Node, NodeKind, Picture};
use crate::finding::Severity;
use crate::text::escape_xml as escape;

/// Plain colours in plain rules: many programs know neither variables nor media queries.
const STYLE: &str = "\
text{font-family:\"Segoe UI\",Helvetica,Arial,sans-serif;font-size:12px;fill:#1b1f24}\
.bg{fill:#fff}.n{font-weight:600}.d{fill:#57606a}.h{fill:#57606a;font-weight:600;letter-spacing:.06em}\
.box{fill:#f6f8fa;stroke:#8c959f}.vnet{fill:#eef5fd;stroke:#5b8dc9}.gw{fill:#fff;stroke:#5b8dc9}\
.e{fill:none;stroke-width:2}.b{stroke-dasharray:7 5}\
.s2s{stroke:#1f5fc4}.p2s{stroke:#14733c}.v2v{stroke:#7a3fc4}.er{stroke:#a8480a}.peer{stroke:#57606a;stroke-dasharray:2 4}\
.error{fill:#c4232c}.warning{fill:#8a5a00}.note{fill:#1f5fc4}.m{font-weight:700;fill:#fff;text-anchor:middle}.c{text-anchor:middle}";

const DARK: &str = "\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bg{fill:#0d1117}.d,.h{fill:#9da7b1}\
.box{fill:#161b22;stroke:#6e7681}.vnet{fill:#10233b;stroke:#4a7ab5}.gw{fill:#0d1117;stroke:#4a7ab5}\
.s2s{stroke:#79b0ff}.p2s{stroke:#56d088}.v2v{stroke:#c99bff}.er{stroke:#ff9d52}.peer{stroke:#9da7b1}\
.error{fill:#ff7b72}.warning{fill:#e3b341}.note{fill:#79b0ff}.m{fill:#0d1117}}";

/// How round the corners of a loop are.
const ROUND: f64 = 12.0;
/// The radius of a mark.
const RADIUS: f64 = 9.0;

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
    let legend = legend(picture);
    // The legend may be wider than a small picture.
    let words: f64 = legend.iter().map(Entry::width).sum::<f64>() + 2.0 * MARGIN;
    let (w, h) = (layout.width.max(words).ceil(), layout.height.ceil());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\">\n\
         <title>How sites and users reach Azure</title>\n<style>{STYLE}\n{DARK}</style>\n\
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
    let mut x = MARGIN;
    for entry in legend {
        entry.draw(x, h - FOOT + 10.0, &mut svg);
        x += entry.width();
    }
    svg.push_str("</svg>\n");
    svg
}

/// Something that the legend explains.
enum Entry {
    Line(EdgeKind),
    Backup,
    Mark(&'static str),
}

/// What of the picture wants an explanation.
fn legend(picture: &Picture) -> Vec<Entry> {
    let mut kinds: Vec<EdgeKind> = picture.edges.iter().map(|edge| edge.kind).collect();
    kinds.sort();
    kinds.dedup();
    let mut entries: Vec<Entry> = kinds.into_iter().map(Entry::Line).collect();
    if picture.edges.iter().any(|edge| edge.backup) {
        entries.push(Entry::Backup);
    }
    let marks = picture.nodes.iter().map(|it| &it.mark).chain(picture.edges.iter().map(|it| &it.mark));
    let mut severities: Vec<Severity> = marks.flatten().map(|mark| mark.severity).collect();
    severities.sort();
    let mut classes: Vec<&'static str> = severities.into_iter().map(mark_class).collect();
    classes.dedup();
    entries.extend(classes.into_iter().map(Entry::Mark));
    entries
}

impl Entry {
    fn text(&self) -> &'static str {
        match self {
            Entry::Line(kind) => title(*kind),
            Entry::Backup => "stands in for another",
            Entry::Mark("error") => "findings, an error among them",
            Entry::Mark("warning") => "findings, a warning among them",
            Entry::Mark(_) => "findings",
        }
    }

    fn sample(&self) -> f64 {
        if matches!(self, Entry::Mark(_)) { 2.0 * RADIUS } else { 26.0 }
    }

    fn width(&self) -> f64 {
        self.sample() + 7.0 + text_width(self.text()) + 20.0
    }

    fn draw(&self, x: f64, y: f64, svg: &mut String) {
        match self {
            Entry::Line(kind) => svg.push_str(&format!("<path class=\"e {}\" d=\"M{x:.0} {y:.0}h26\"/>", class(*kind))),
            Entry::Backup => svg.push_str(&format!("<path class=\"e b s2s\" d=\"M{x:.0} {y:.0}h26\"/>")),
            Entry::Mark(class) => disc(class, "n", x + RADIUS, y, svg),
        }
        let (x, y) = (x + self.sample() + 7.0, y + 4.0);
        svg.push_str(&format!("<text class=\"d\" x=\"{x:.0}\" y=\"{y:.0}\">{}</text>\n", self.text()));
    }
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
    let word = match kind_word(node.kind) {
        "" => String::new(),
        // A space of its own: some programs cut off one at the end of a span.
        word => format!("<tspan class=\"d\">{word}</tspan> "),
    };
    let name = escape(&node.name);
    svg.push_str(&format!("<text x=\"{:.1}\" y=\"{line:.1}\">{word}<tspan class=\"n\">{name}</tspan></text>", x + PAD));
    for detail in &node.details {
        line += LINE;
        svg.push_str(&format!("<text class=\"d\" x=\"{:.1}\" y=\"{line:.1}\">{}</text>", x + PAD, escape(detail)));
    }
    mark(&node.mark, x + w - PAD - 6.0, y + PAD + 8.0, svg);
    svg.push_str("</g>\n");
}

fn mark_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn mark(mark: &Option<Mark>, x: f64, y: f64, svg: &mut String) {
    let Some(mark) = mark else { return };
    let messages: Vec<String> = mark.messages.iter().map(|message| escape(message)).collect();
    svg.push_str(&format!("<g><title>{}</title>", messages.join("&#10;")));
    disc(mark_class(mark.severity), &mark.count.to_string(), x, y, svg);
    svg.push_str("</g>");
}

fn disc(class: &str, text: &str, x: f64, y: f64, svg: &mut String) {
    let below = y + 4.0;
    svg.push_str(&format!(
        "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{RADIUS}\"/>\
         <text class=\"m\" x=\"{x:.1}\" y=\"{below:.1}\">{text}</text>"
    ));
}

fn line(edge: &Edge, layout: &Layout, svg: &mut String) {
    let Some(points) = layout.lines.get(&edge.id).filter(|points| points.len() > 1) else { return };
    let backup = if edge.backup { " b" } else { "" };
    svg.push_str(&format!("<path class=\"e {}{backup}\" d=\"{}\"/>\n", class(edge.kind), path(points)));
}

fn path(points: &[(f64, f64)]) -> String {
    let (x, y) = points[0];
    let mut path = format!("M{x:.1} {y:.1}");
    if let [(left, from), (x, _), (_, to), (end, _)] = *points
        && points[1].0 == points[2].0
    {
        // A loop: out, up or down, and back.
        let down = (to - from).signum() * ROUND.min((to - from).abs() / 2.0);
        let round = ROUND.min((x - left).max(0.0));
        path.push_str(&format!(
            "L{:.1} {from:.1}Q{x:.1} {from:.1} {x:.1} {:.1}L{x:.1} {:.1}Q{x:.1} {to:.1} {:.1} {to:.1}L{end:.1} {to:.1}",
            x - round,
            from + down,
            to - down,
            x - round
        ));
        return path;
    }
    for pair in points.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        if (y1 - y2).abs() < 0.5 {
            path.push_str(&format!("L{x2:.1} {y2:.1}"));
        } else {
            let middle = f64::midpoint(x1, x2);
            path.push_str(&format!("C{middle:.1} {y1:.1} {middle:.1} {y2:.1} {x2:.1} {y2:.1}"));
        }
    }
    path
}

fn label(edge: &Edge, layout: &Layout, svg: &mut String) {
    let Some(rect) = layout.labels.get(&edge.id) else { return };
    let points = layout.lines.get(&edge.id).map_or(&[][..], |points| points);
    let on_the_way_down = points.windows(2).any(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1);
    let mut x = rect.x + PAD / 2.0;
    let (mut class, mut y) = ("", rect.y + LINE + 17.0);
    if on_the_way_down {
        // The label interrupts its line.
        let Rect { x: left, y: top, w, h } = *rect;
        svg.push_str(&format!(
            "<rect class=\"bg\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{w:.1}\" height=\"{h:.1}\"/>"
        ));
        if edge.mark.is_none() {
            (class, x) = (" c", rect.x + rect.w / 2.0);
        }
        y = rect.y + 13.0 + LINE;
    }
    let name = escape(&edge.name);
    svg.push_str(&format!("<text class=\"n{class}\" x=\"{x:.1}\" y=\"{:.1}\">{name}</text>", rect.y + 13.0));
    if !edge.label.is_empty() {
        svg.push_str(&format!("<text class=\"d{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(&edge.label)));
    }
    mark(&edge.mark, rect.right() - RADIUS, rect.y + RADIUS, svg);
    svg.push('\n');
}
