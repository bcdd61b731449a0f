use super::{Layout, Picture, Rect};
use crate::workspace::check::{Input, Request, each_root};
use std::path::PathBuf;

fn drawn(inputs: Vec<Input>) -> Vec<(String, Picture, Layout)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let request = Request::new(folder, inputs, "2026-11-22".parse().unwrap());
    let (pictures, _) = each_root(&request, |judged| {
        let picture = Picture::of(judged.spec, &judged.spec.findings());
        let layout = Layout::of(&picture);
        (judged.spec.root().path().display().to_string(), picture, layout)
    });
    pictures
}

/// Every example, and specs made to be hard to draw.
fn pictures() -> Vec<(String, Picture, Layout)> {
    let mut inputs = vec![Input::Path("docs/examples".into()), Input::Path("tests/cli".into())];
    for (name, text) in [("mesh", mesh()), ("many", many())] {
        inputs.push(Input::Text { name: format!("{name}.connspec").into(), text });
    }
    let pictures: Vec<_> = inputs.into_iter().flat_map(|input| drawn(vec![input])).collect();
    assert!(pictures.len() > 12);
    pictures
}

/// Four gateways, each joined with each, both ways between two of them; peerings beside.
fn mesh() -> String {
    let mut text = String::from("edition 2026-10\n");
    for n in 1..5 {
        text.push_str(&format!("vnet v{n} {{ region = westeurope, prefixes = 10.{n}.0.0/16 }}\n"));
        text.push_str(&format!("vnet s{n} {{ region = westeurope, prefixes = 10.10{n}.0.0/16 }}\n"));
        text.push_str(&format!("gateway vpn g{n} {{ vnet = v{n}, sku = VpnGw1AZ }}\n"));
        text.push_str(&format!("peering v{n}_s{n} {{ from = v{n}, to = s{n}, gateway-transit = v{n} }}\n"));
        for m in 1..n {
            text.push_str(&format!("connection vnet-to-vnet v{m}_v{n} {{ from = g{m}, to = g{n} }}\n"));
        }
    }
    text.push_str("connection vnet-to-vnet back { from = g4, to = g1 }\npeering hubs { from = v1, to = v2 }\n");
    text.push_str("peering spokes { from = s1, to = s2 }\npeering far { from = s1, to = s4 }\n");
    text
}

/// Sixty sites at one gateway, with names as long as they get.
fn many() -> String {
    let mut text = String::from(
        "edition 2026-10\nvnet hub { region = westeurope, prefixes = 10.200.0.0/16 }\n\
         gateway vpn g { vnet = hub, sku = VpnGw4AZ }\n",
    );
    for n in 0..60 {
        let name = format!("a_branch_with_rather_a_long_name_{n}");
        text.push_str(&format!(
            "site {name} {{ prefixes = 10.{n}.0.0/16\n device d {{ public-ip = 203.0.113.{n} }} }}\n"
        ));
        text.push_str(&format!(
            "connection site-to-site {name} {{ site = {name}, gateway = g\n requires {{ throughput = 10 Mbps }} }}\n"
        ));
    }
    text
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

#[test]
fn no_boxes_or_labels_overlap() {
    for (name, picture, layout) in pictures() {
        let mut rects: Vec<(&String, &Rect)> = layout.labels.iter().collect();
        let outer = |id: &String| picture.node(id).is_some_and(|node| node.inside.is_none());
        rects.extend(layout.boxes.iter().filter(|(id, _)| outer(id)));
        for (index, (a, first)) in rects.iter().enumerate() {
            assert!(first.right() <= layout.width && first.bottom() <= layout.height, "{name}: {a} is outside");
            for (b, second) in &rects[index + 1..] {
                assert!(!overlap(first, second), "{name}: {a} and {b} overlap");
            }
        }
        for node in picture.nodes.iter().filter(|node| node.inside.is_some()) {
            let vnet = layout.boxes[node.inside.as_ref().unwrap()];
            let rect = layout.boxes[&node.id];
            assert!(
                vnet.x < rect.x && rect.right() < vnet.right() && rect.bottom() < vnet.bottom(),
                "{name}: {}",
                node.id
            );
            for other in picture.nodes.iter().filter(|it| it.inside == node.inside && it.id != node.id) {
                assert!(!overlap(&rect, &layout.boxes[&other.id]), "{name}: {} and {} overlap", node.id, other.id);
            }
        }
    }
}

#[test]
fn lines_cross_no_label_and_no_box_but_their_own() {
    for (name, picture, layout) in pictures() {
        for edge in &picture.edges {
            let points = &layout.lines[&edge.id];
            // Between columns there is nothing; within them lines are level, or go straight up and down.
            for pair in points.windows(2).filter(|pair| pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1) {
                let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
                let (w, h) = ((x1 - x2).abs().max(0.2), (y1 - y2).abs().max(0.2));
                let way = Rect { x: x1.min(x2), y: y1.min(y2), w, h };
                for (id, label) in layout.labels.iter().filter(|(id, _)| **id != edge.id) {
                    assert!(!overlap(&way, label), "{name}: {} crosses the label of {id}", edge.id);
                }
                let ends = [&edge.from, &edge.to];
                let own = |id: &String| {
                    ends.contains(&id) || ends.iter().any(|end| picture.node(end).unwrap().inside.as_ref() == Some(id))
                };
                for (id, rect) in layout.boxes.iter().filter(|(id, _)| !own(id)) {
                    assert!(!overlap(&way, rect), "{name}: {} crosses {id}", edge.id);
                }
            }
        }
    }
}

#[test]
fn plain_colours_come_first() {
    let (_, picture, _) = pictures().swap_remove(0);
    let svg = picture.svg();
    let (style, _) = svg.split_once("</style>").unwrap();
    let (plain, dark) = style.split_once("@media").unwrap();
    assert!(!svg.contains("var("), "office programs know no variables");
    for class in dark.split('.').filter_map(|rule| rule.split(['{', ',']).next()).filter(|it| it.len() < 8) {
        assert!(plain.contains(&format!(".{class}{{")), "{class} has a plain colour too");
    }
}
