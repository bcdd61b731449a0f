use super::{Layout, Picture, Rect};
use crate::workspace::check::{Input, Request, each_root};
use std::path::PathBuf;

/// Every example, drawn.
fn pictures() -> Vec<(String, Picture, Layout)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let inputs = ["docs/examples", "tests/cli"].map(|it| Input::Path(PathBuf::from(it))).to_vec();
    let request = Request::new(folder, inputs, "2026-11-22".parse().unwrap());
    let (pictures, _) = each_root(&request, |judged| {
        let picture = Picture::of(judged.spec, &[]);
        let layout = Layout::of(&picture);
        (judged.spec.root().path().display().to_string(), picture, layout)
    });
    pictures
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

#[test]
fn no_boxes_or_labels_overlap() {
    let pictures = pictures();
    assert!(!pictures.is_empty());
    for (name, picture, layout) in pictures {
        let mut rects: Vec<(&String, &Rect)> = layout.labels.iter().collect();
        let outer = |id: &String| picture.node(id).is_some_and(|node| node.inside.is_none());
        rects.extend(layout.boxes.iter().filter(|(id, _)| outer(id)));
        for (index, (a, first)) in rects.iter().enumerate() {
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
        }
    }
}
