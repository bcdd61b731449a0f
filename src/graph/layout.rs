//! Places for boxes and lines.
//!
//! Columns from left to right: sites and clients; circuits, with lanes for lines that pass them; the
//! connections' labels; VNets with gateways; the labels of peerings and of lines between gateways;
//! other VNets; and what joins those. Every label has a slot of its own in a column, and lines cross
//! only the gaps between columns, so nothing can overlap. Columns are ordered by barycentres.

use super::picture::{Edge, EdgeKind, NodeKind, Picture};
use std::collections::BTreeMap;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left side.
    pub x: f64,
    /// The upper side.
    pub y: f64,
    /// The width.
    pub w: f64,
    /// The height.
    pub h: f64,
}

impl Rect {
    /// The right side.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// The lower side.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// The middle between the upper and the lower side.
    pub fn middle(&self) -> f64 {
        self.y + self.h / 2.0
    }
}

/// A picture with places.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The width of the whole.
    pub width: f64,
    /// The height of the whole.
    pub height: f64,
    /// By node.
    pub boxes: BTreeMap<String, Rect>,
    /// By edge: where its label stands.
    pub labels: BTreeMap<String, Rect>,
    /// By edge: the points it goes through, two for each column it crosses.
    pub lines: BTreeMap<String, Vec<(f64, f64)>>,
}

/// Width of a letter of size 12, on the generous side.
pub const LETTER: f64 = 7.3;
/// Height of a line.
pub const LINE: f64 = 17.0;
/// Padding in boxes.
pub const PAD: f64 = 12.0;
/// The title's strip above columns.
pub const HEAD: f64 = 30.0;
const GAP_X: f64 = 56.0;
const GAP_Y: f64 = 20.0;
const MARGIN: f64 = 24.0;
/// Room for a mark beside a name.
pub const MARK: f64 = 26.0;

/// How wide a text is.
pub fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { LETTER } else { LETTER * 1.8 }).sum()
}

/// Something in a column.
#[derive(Clone, Debug)]
struct Slot {
    key: String,
    w: f64,
    h: f64,
    y: f64,
    /// Slots of the neighbouring columns that lines join it with.
    joined: Vec<String>,
}

const COLUMNS: usize = 7;

/// By edge: the slots it passes, each with its column.
type Routes = BTreeMap<String, Vec<(usize, String)>>;

impl Layout {
    /// Finds places.
    pub fn of(picture: &Picture) -> Layout {
        place(picture)
    }
}

fn place(picture: &Picture) -> Layout {
    let mut columns: [Vec<Slot>; COLUMNS] = Default::default();
    let sizes: BTreeMap<&str, (f64, f64)> =
        picture.nodes.iter().map(|node| (node.id.as_str(), size(picture, &node.id))).collect();
    let column_of: BTreeMap<&str, usize> = picture
        .nodes
        .iter()
        .filter(|it| it.inside.is_none())
        .map(|it| (it.id.as_str(), column(picture, &it.id)))
        .collect();
    for (id, column) in &column_of {
        let (w, h) = sizes[id];
        columns[*column].push(Slot { key: (*id).to_owned(), w, h, y: 0.0, joined: Vec::new() });
    }
    // In the order of the spec, not of the alphabet.
    let order = |key: &str| picture.nodes.iter().position(|node| node.id == key);
    columns.iter_mut().for_each(|column| column.sort_by_key(|slot| order(&slot.key)));

    let mut routes: Routes = BTreeMap::new();
    for edge in &picture.edges {
        routes.insert(edge.id.clone(), route(picture, edge, &column_of, &mut columns));
    }
    let mut joined: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for route in routes.values() {
        for pair in route.windows(2) {
            joined.entry(pair[0].1.clone()).or_default().push(pair[1].1.clone());
            joined.entry(pair[1].1.clone()).or_default().push(pair[0].1.clone());
        }
    }
    for slot in columns.iter_mut().flatten() {
        slot.joined = joined.remove(&slot.key).unwrap_or_default();
    }
    arrange(&mut columns);
    finish(picture, columns, &routes, &sizes)
}

fn top(picture: &Picture, id: &str) -> String {
    let inside = picture.node(id).and_then(|node| node.inside.clone());
    inside.filter(|vnet| picture.node(vnet).is_some()).unwrap_or_else(|| id.to_owned())
}

fn column(picture: &Picture, id: &str) -> usize {
    let has_gateway = |id: &str| picture.nodes.iter().any(|node| node.inside.as_deref() == Some(id));
    match picture.node(id).map(|node| node.kind) {
        Some(NodeKind::Site | NodeKind::Clients) => 0,
        Some(NodeKind::Circuit) => 1,
        Some(NodeKind::Vnet) if !has_gateway(id) => 5,
        _ => 3,
    }
}

/// The size of a node's box.
fn size(picture: &Picture, id: &str) -> (f64, f64) {
    let Some(node) = picture.node(id) else { return (0.0, 0.0) };
    let details = node.details.iter().map(|line| text_width(line)).fold(0.0, f64::max);
    let mut w = (text_width(&node.name) * 1.1 + kind_width(node.kind) + MARK).max(details) + 2.0 * PAD;
    let mut h = 2.0 * PAD + LINE * (1 + node.details.len()) as f64;
    let inside = picture.nodes.iter().filter(|it| it.inside.as_deref() == Some(id));
    for inner in inside {
        let (inner_w, inner_h) = size(picture, &inner.id);
        w = w.max(inner_w + 2.0 * PAD);
        h += inner_h + PAD;
    }
    (w.max(120.0).ceil(), h)
}

/// The word before a name.
pub fn kind_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Site => "site ",
        NodeKind::Circuit => "circuit ",
        NodeKind::Vnet => "vnet ",
        NodeKind::VpnGateway => "VPN ",
        NodeKind::ErGateway => "ExpressRoute ",
        NodeKind::Clients => "",
    }
}

fn kind_width(kind: NodeKind) -> f64 {
    text_width(kind_word(kind))
}

/// The slots that a line passes, its label's among them.
fn route(
    picture: &Picture,
    edge: &Edge,
    column_of: &BTreeMap<&str, usize>,
    columns: &mut [Vec<Slot>; COLUMNS],
) -> Vec<(usize, String)> {
    let (from, to) = (top(picture, &edge.from), top(picture, &edge.to));
    let (mut from, mut to) = (
        (column_of.get(from.as_str()).copied().unwrap_or(3), from),
        (column_of.get(to.as_str()).copied().unwrap_or(3), to),
    );
    if from.0 > to.0 {
        std::mem::swap(&mut from, &mut to);
    }
    let mut route = vec![from.clone()];
    let has_label = !edge.name.is_empty();
    // Both ends in one column: out to the next, where the label stands, and back.
    let between: Vec<usize> = if from.0 == to.0 { vec![from.0 + 1] } else { (from.0 + 1..to.0).collect() };
    // The label stands in a column made for labels.
    let label_at = match edge.kind {
        EdgeKind::VnetToVnet | EdgeKind::Peering => between.iter().copied().find(|column| matches!(column, 4 | 6)),
        _ => between.iter().copied().find(|column| *column == 2),
    };
    for column in between {
        let is_label = has_label && label_at == Some(column);
        let (w, h) = if is_label { label_size(edge) } else { (10.0, 10.0) };
        let key = if is_label { format!("label {}", edge.id) } else { format!("lane {column} {}", edge.id) };
        columns[column].push(Slot { key: key.clone(), w, h, y: 0.0, joined: Vec::new() });
        route.push((column, key));
    }
    route.push(to);
    route
}

fn label_size(edge: &Edge) -> (f64, f64) {
    let mark = if edge.mark.is_some() { MARK } else { 0.0 };
    let lines = if edge.label.is_empty() { 1.0 } else { 2.0 };
    let w = (text_width(&edge.name) * 1.1 + mark).max(text_width(&edge.label)) + PAD;
    (w.ceil(), lines * LINE + 10.0)
}

/// Orders each column by the middle of what its slots are joined with, and stacks it.
fn arrange(columns: &mut [Vec<Slot>; COLUMNS]) {
    columns.iter_mut().for_each(|column| stack(column));
    // At last labels go to the middle of what they join.
    for round in 0..=12 {
        let forward: Vec<usize> = match round {
            12 => vec![2, 4, 6],
            even if even % 2 == 0 => (0..COLUMNS).collect(),
            _ => (0..COLUMNS).rev().collect(),
        };
        for index in forward {
            let middles: BTreeMap<String, f64> =
                columns.iter().flatten().map(|slot| (slot.key.clone(), slot.y + slot.h / 2.0)).collect();
            let column = &mut columns[index];
            let wish = |slot: &Slot| {
                let around: Vec<f64> = slot.joined.iter().filter_map(|key| middles.get(key).copied()).collect();
                if around.is_empty() { middles[&slot.key] } else { around.iter().sum::<f64>() / around.len() as f64 }
            };
            let mut wishes: Vec<(f64, Slot)> = column.drain(..).map(|slot| (wish(&slot), slot)).collect();
            wishes.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut next = f64::MIN;
            for (wish, mut slot) in wishes {
                slot.y = (wish - slot.h / 2.0).max(next);
                next = slot.y + slot.h + GAP_Y;
                column.push(slot);
            }
        }
    }
}

fn stack(column: &mut [Slot]) {
    let total: f64 = column.iter().map(|slot| slot.h + GAP_Y).sum();
    let mut y = -total / 2.0;
    for slot in column {
        slot.y = y;
        y += slot.h + GAP_Y;
    }
}

fn finish(
    picture: &Picture,
    columns: [Vec<Slot>; COLUMNS],
    routes: &Routes,
    sizes: &BTreeMap<&str, (f64, f64)>,
) -> Layout {
    let least = columns.iter().flatten().map(|slot| slot.y).fold(f64::MAX, f64::min);
    let shift = if least == f64::MAX { 0.0 } else { MARGIN + HEAD - least };
    let mut layout = Layout::default();
    let mut slots: BTreeMap<String, Rect> = BTreeMap::new();
    let mut bounds = Vec::with_capacity(COLUMNS);
    let mut x = MARGIN;
    for column in &columns {
        let w = column.iter().map(|slot| slot.w).fold(0.0, f64::max);
        bounds.push((x, x + w));
        for slot in column {
            // Boxes fill their column, labels stand in the middle of it.
            let is_box = picture.node(&slot.key).is_some();
            let (x, w) = if is_box { (x, w) } else { (x + (w - slot.w) / 2.0, slot.w) };
            let rect = Rect { x, y: slot.y + shift, w, h: slot.h };
            layout.height = layout.height.max(rect.bottom());
            slots.insert(slot.key.clone(), rect);
        }
        if !column.is_empty() {
            x += w + GAP_X;
        }
    }
    layout.width = (x - GAP_X + MARGIN).max(240.0);
    layout.height += MARGIN + 26.0;
    for node in picture.nodes.iter().filter(|node| slots.contains_key(&node.id)) {
        let rect = slots[&node.id];
        layout.boxes.insert(node.id.clone(), rect);
        let mut y = rect.y + 2.0 * PAD + LINE * (1 + node.details.len()) as f64 - PAD / 2.0;
        let mut gateways: Vec<_> = picture.nodes.iter().filter(|it| it.inside.as_deref() == Some(&node.id)).collect();
        gateways
            .sort_by(|a, b| height(picture, &a.id, routes, &slots).total_cmp(&height(picture, &b.id, routes, &slots)));
        for inner in gateways {
            let (_, h) = sizes[inner.id.as_str()];
            layout.boxes.insert(inner.id.clone(), Rect { x: rect.x + PAD, y, w: rect.w - 2.0 * PAD, h });
            y += h + PAD;
        }
    }
    for edge in &picture.edges {
        let points = line(picture, edge, routes, &layout, &slots, &bounds);
        layout.lines.insert(edge.id.clone(), points);
        if let Some(rect) = slots.get(&format!("label {}", edge.id)) {
            layout.labels.insert(edge.id.clone(), *rect);
        }
    }
    layout
}

/// The points of a line: through each slot in the middle, so that it bends only between columns.
fn line(
    picture: &Picture,
    edge: &Edge,
    routes: &Routes,
    layout: &Layout,
    slots: &BTreeMap<String, Rect>,
    bounds: &[(f64, f64)],
) -> Vec<(f64, f64)> {
    let route = &routes[&edge.id];
    let (first, last) = (&route[0], &route[route.len() - 1]);
    let reversed = top(picture, &edge.from) != first.1;
    let ends = if reversed { [&edge.to, &edge.from] } else { [&edge.from, &edge.to] };
    let loops = first.0 == last.0;
    let mut points = Vec::with_capacity(route.len() * 2);
    let Some(start) = layout.boxes.get(ends[0].as_str()) else { return points };
    let Some(end) = layout.boxes.get(ends[1].as_str()) else { return points };
    let at = |rect: &Rect, id: &str| rect.y + rect.h * share(picture, edge, id, routes, slots);
    let (start_y, end_y) = (at(start, ends[0]), at(end, ends[1]));
    points.extend([(start.right(), start_y), (bounds[first.0].1, start_y)]);
    for (column, key) in &route[1..route.len() - 1] {
        let rect = slots[key];
        let y = if layout_label(key) { rect.y + LINE + 3.0 } else { rect.middle() };
        let (left, right) = bounds[*column];
        if loops {
            points.extend([(left, y), (right, y), (left, y)]);
        } else {
            points.extend([(left, y), (right, y)]);
        }
    }
    if loops {
        points.extend([(bounds[last.0].1, end_y), (end.right(), end_y)]);
    } else {
        points.extend([(bounds[last.0].0, end_y), (end.x, end_y)]);
    }
    points
}

fn layout_label(key: &str) -> bool {
    key.starts_with("label ")
}

/// Where the line of an edge comes from, seen from one of its ends.
fn next_y(picture: &Picture, edge: &Edge, id: &str, routes: &Routes, slots: &BTreeMap<String, Rect>) -> f64 {
    let route = &routes[&edge.id];
    let own = top(picture, id);
    let next = if route[0].1 == own { route.get(1) } else { route.iter().rev().nth(1) };
    next.and_then(|(_, key)| slots.get(key)).map_or(0.0, Rect::middle)
}

/// How high the lines of a gateway come from, on average.
fn height(picture: &Picture, id: &str, routes: &Routes, slots: &BTreeMap<String, Rect>) -> f64 {
    let here: Vec<&Edge> = picture.edges.iter().filter(|it| it.from == id || it.to == id).collect();
    let sum: f64 = here.iter().map(|edge| next_y(picture, edge, id, routes, slots)).sum();
    if here.is_empty() { f64::MAX } else { sum / here.len() as f64 }
}

/// Where on a box's side a line ends: lines to one box are spread, in the order in which they come.
fn share(picture: &Picture, edge: &Edge, id: &str, routes: &Routes, slots: &BTreeMap<String, Rect>) -> f64 {
    let mut here: Vec<&Edge> = picture.edges.iter().filter(|it| it.from == id || it.to == id).collect();
    let y = |edge: &Edge| next_y(picture, edge, id, routes, slots);
    here.sort_by(|a, b| y(a).total_cmp(&y(b)));
    let index = here.iter().position(|it| it.id == edge.id).unwrap_or_default();
    (index as f64 + 1.0) / (here.len() as f64 + 1.0)
}
