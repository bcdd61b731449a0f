//! Pictures that other tools draw: Mermaid and Graphviz.

use super::picture::{Edge, EdgeKind, Node, NodeKind, Picture};
use crate::text::printable;

/// Names that tools take: a letter and a number.
fn number(picture: &Picture, id: &str) -> String {
    format!("n{}", picture.nodes.iter().position(|node| node.id == id).unwrap_or_default())
}

fn title(node: &Node) -> String {
    let what = match node.kind {
        NodeKind::Site => "site ",
        NodeKind::Circuit => "circuit ",
        NodeKind::Vnet => "vnet ",
        NodeKind::VpnGateway => "VPN gateway ",
        NodeKind::ErGateway => "ExpressRoute gateway ",
        NodeKind::Clients => "",
    };
    format!("{what}{}", node.name)
}

fn mark(mark: &Option<super::picture::Mark>) -> String {
    mark.as_ref().map(|it| format!(" ({} {})", it.count, it.severity)).unwrap_or_default()
}

fn lines(node: &Node) -> Vec<String> {
    let mut lines = vec![format!("{}{}", title(node), mark(&node.mark))];
    lines.extend(node.details.iter().cloned());
    lines
}

fn label(edge: &Edge) -> Vec<String> {
    let name = format!("{}{}", edge.name, mark(&edge.mark));
    [name, edge.label.clone()].into_iter().filter(|it| !it.is_empty()).collect()
}

fn colour(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::SiteToSite => "#2f6fdb",
        EdgeKind::PointToSite => "#1f8a4c",
        EdgeKind::VnetToVnet => "#8a4fd0",
        EdgeKind::Expressroute => "#c2570c",
        EdgeKind::Peering => "#6b7280",
    }
}

/// A Mermaid flowchart.
pub fn mermaid(picture: &Picture) -> String {
    let escape = |text: &str| printable(text).replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let text = |lines: Vec<String>| lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br/>");
    let mut chart = "flowchart LR\n".to_owned();
    for node in picture.nodes.iter().filter(|node| node.inside.is_none()) {
        let id = number(picture, &node.id);
        let body = text(lines(node));
        match node.kind {
            NodeKind::Vnet => {
                chart.push_str(&format!("  subgraph {id}[\"{body}\"]\n"));
                let inside: Vec<&Node> =
                    picture.nodes.iter().filter(|it| it.inside.as_deref() == Some(&node.id)).collect();
                for gateway in &inside {
                    let id = number(picture, &gateway.id);
                    chart.push_str(&format!("    {id}[\"{}\"]\n", text(lines(gateway))));
                }
                if inside.is_empty() {
                    chart.push_str(&format!("    {id}e[\" \"]\n    style {id}e fill:none,stroke:none\n"));
                }
                chart.push_str("  end\n");
            }
            NodeKind::Circuit => chart.push_str(&format!("  {id}([\"{body}\"])\n")),
            _ => chart.push_str(&format!("  {id}[\"{body}\"]\n")),
        }
    }
    for (index, edge) in picture.edges.iter().enumerate() {
        let arrow = if edge.backup || edge.kind == EdgeKind::Peering { "-.-" } else { "---" };
        let label = text(label(edge));
        let label = if label.is_empty() { String::new() } else { format!("|\"{label}\"|") };
        let (from, to) = (number(picture, &edge.from), number(picture, &edge.to));
        chart.push_str(&format!("  {from} {arrow}{label} {to}\n"));
        chart.push_str(&format!("  linkStyle {index} stroke:{}\n", colour(edge.kind)));
    }
    chart
}

/// A graph for Graphviz.
pub fn dot(picture: &Picture) -> String {
    let escape = |text: &str| printable(text).replace('\\', "\\\\").replace('"', "\\\"");
    let text = |lines: Vec<String>| lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\\n");
    let mut graph = String::from(
        "graph connspec {\n  rankdir=LR\n  compound=true\n  node [shape=box, style=rounded, fontname=\"sans-serif\"]\n  \
         edge [fontname=\"sans-serif\", fontsize=10]\n",
    );
    let has_gateway = |id: &str| picture.nodes.iter().find(|it| it.inside.as_deref() == Some(id));
    for node in picture.nodes.iter().filter(|node| node.inside.is_none()) {
        let id = number(picture, &node.id);
        let body = text(lines(node));
        if node.kind == NodeKind::Vnet && has_gateway(&node.id).is_some() {
            graph.push_str(&format!("  subgraph cluster_{id} {{\n    label=\"{body}\"\n"));
            for gateway in picture.nodes.iter().filter(|it| it.inside.as_deref() == Some(&node.id)) {
                let id = number(picture, &gateway.id);
                graph.push_str(&format!("    {id} [label=\"{}\"]\n", text(lines(gateway))));
            }
            graph.push_str("  }\n");
        } else {
            graph.push_str(&format!("  {id} [label=\"{body}\"]\n"));
        }
    }
    for edge in &picture.edges {
        // An edge of a cluster ends at something in it.
        let mut attributes = format!("label=\"{}\", color=\"{}\"", text(label(edge)), colour(edge.kind));
        if edge.backup || edge.kind == EdgeKind::Peering {
            attributes.push_str(", style=dashed");
        }
        let mut end = |id: &str, side: &str| match has_gateway(id) {
            Some(inner) => {
                attributes.push_str(&format!(", {side}=cluster_{}", number(picture, id)));
                number(picture, &inner.id)
            }
            None => number(picture, id),
        };
        let (from, to) = (end(&edge.from, "ltail"), end(&edge.to, "lhead"));
        graph.push_str(&format!("  {from} -- {to} [{attributes}]\n"));
    }
    graph.push_str("}\n");
    graph
}
