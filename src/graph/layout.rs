//! Places for boxes and lines.
//!
//! Columns from left to right: sites and clients; circuits, with lanes for lines that pass them; the
//! labels of connections; VNets with gateways; loops, which join two of those; the labels of
//! peerings; other VNets; and loops of those. Every label has a slot of its own, and lines
//! cross only the gaps between columns, so nothing can overlap. Columns are ordered by barycentres.

use super::lines;
use super::measure::{LINE, PAD, head, label_size, node_size};
use super::picture::{Edge, NodeKind, Picture};
use std::collections::{BTreeMap, HashMap};

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
    /// By edge: the points it goes through. Where two follow each other at another height, the line
    /// bends between columns; where they stand one above the other, it goes up or down.
    pub lines: BTreeMap<String, Vec<(f64, f64)>>,
}

/// The title's strip above columns.
pub(super) const HEAD: f64 = 30.0;
/// The strip of the legend below all.
pub(super) const FOOT: f64 = 30.0;
/// Room around the whole.
pub(super) const MARGIN: f64 = 24.0;
const GAP_X: f64 = 56.0;
const GAP_Y: f64 = 20.0;

/// The columns that hold labels of lines to the right.
const LABELS: [usize; 2] = [2, 5];
const COLUMNS: usize = 8;
/// How often columns are ordered anew: boxes that hang on others come to rest beside them.
const ROUNDS: usize = 30;

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

impl Slot {
    fn new(key: String, (w, h): (f64, f64)) -> Slot {
        Slot { key, w, h, y: 0.0, joined: Vec::new() }
    }

    fn is_lane(&self) -> bool {
        self.key.starts_with("lane ")
    }
}

/// By edge: the slots it passes, each with its column. A loop has two, in one column.
pub(super) type Routes = BTreeMap<String, Vec<(usize, String)>>;

/// Whether a line leaves a column and comes back to it.
pub(super) fn is_loop(route: &[(usize, String)]) -> bool {
    route.len() == 2 && route[0].0 == route[1].0
}

impl Layout {
    /// Finds places.
    pub fn of(picture: &Picture) -> Layout {
        let mut columns: [Vec<Slot>; COLUMNS] = Default::default();
        let mut column_of: HashMap<&str, usize> = HashMap::new();
        for node in picture.nodes.iter().filter(|node| node.inside.is_none()) {
            let column = match node.kind {
                NodeKind::Site | NodeKind::Clients => 0,
                NodeKind::Circuit => 1,
                NodeKind::Vnet if picture.inside(&node.id).next().is_none() => 6,
                _ => 3,
            };
            column_of.insert(&node.id, column);
            columns[column].push(Slot::new(node.id.clone(), node_size(picture, node)));
        }
        let mut routes: Routes = BTreeMap::new();
        for edge in &picture.edges {
            routes.insert(edge.id.clone(), route(picture, edge, &column_of, &mut columns));
        }
        thin(&mut columns, &mut routes);
        let mut joined: HashMap<&str, Vec<String>> = HashMap::new();
        for pair in routes.values().filter(|route| !is_loop(route)).flat_map(|route| route.windows(2)) {
            joined.entry(&pair[0].1).or_default().push(pair[1].1.clone());
            joined.entry(&pair[1].1).or_default().push(pair[0].1.clone());
        }
        for slot in columns.iter_mut().flatten() {
            slot.joined = joined.remove(slot.key.as_str()).unwrap_or_default();
        }
        arrange(&mut columns);
        finish(picture, &columns, &routes)
    }
}

/// The box in a column that a node is, or stands in.
pub(super) fn top<'p>(picture: &'p Picture, id: &'p str) -> &'p str {
    let inside = picture.node(id).and_then(|node| node.inside.as_deref());
    inside.filter(|vnet| picture.node(vnet).is_some()).unwrap_or(id)
}

/// The slots that a line passes, its label's among them.
fn route(
    picture: &Picture,
    edge: &Edge,
    column_of: &HashMap<&str, usize>,
    columns: &mut [Vec<Slot>; COLUMNS],
) -> Vec<(usize, String)> {
    let end = |id: &str| {
        let top = top(picture, id);
        (column_of.get(top).copied().unwrap_or(3), top.to_owned())
    };
    let (mut from, mut to) = (end(&edge.from), end(&edge.to));
    if from.0 > to.0 {
        std::mem::swap(&mut from, &mut to);
    }
    let mut route = vec![from.clone()];
    let label_at = LABELS.into_iter().find(|column| (from.0 + 1..to.0).contains(column) && !edge.name.is_empty());
    for (column, slots) in columns.iter_mut().enumerate().take(to.0).skip(from.0 + 1) {
        let slot = if label_at == Some(column) {
            Slot::new(format!("label {}", edge.id), label_size(edge))
        } else {
            Slot::new(format!("lane {column} {}", edge.id), (10.0, 10.0))
        };
        route.push((column, slot.key.clone()));
        slots.push(slot);
    }
    route.push(to);
    route
}

/// Takes out the columns that hold nothing but lanes: there is nothing to pass.
fn thin(columns: &mut [Vec<Slot>; COLUMNS], routes: &mut Routes) {
    let loops: Vec<usize> = routes.values().filter(|route| is_loop(route)).map(|route| route[0].0 + 1).collect();
    for (index, column) in columns.iter_mut().enumerate() {
        if column.iter().all(Slot::is_lane) && !loops.contains(&index) {
            column.clear();
            routes.values_mut().for_each(|route| route.retain(|(at, key)| *at != index || !key.starts_with("lane ")));
        }
    }
}

/// Orders each column by the middle of what its slots are joined with, and stacks it.
fn arrange(columns: &mut [Vec<Slot>; COLUMNS]) {
    columns.iter_mut().for_each(|column| stack(column));
    // At last labels go to the middle of what they join.
    for round in 0..=ROUNDS {
        let forward: Vec<usize> = match round {
            ROUNDS => LABELS.to_vec(),
            even if even % 2 == 0 => (0..COLUMNS).collect(),
            _ => (0..COLUMNS).rev().collect(),
        };
        for index in forward {
            let middles: HashMap<String, f64> =
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

/// Turns columns into rectangles, and draws the lines between them.
fn finish(picture: &Picture, columns: &[Vec<Slot>; COLUMNS], routes: &Routes) -> Layout {
    let least = columns.iter().flatten().map(|slot| slot.y).fold(f64::MAX, f64::min);
    let shift = if least == f64::MAX { 0.0 } else { MARGIN + HEAD - least };
    // Heights first: how wide a column of loops is depends on how they nest.
    let mut slots: HashMap<String, Rect> = HashMap::new();
    for slot in columns.iter().flatten() {
        slots.insert(slot.key.clone(), Rect { x: 0.0, y: slot.y + shift, w: slot.w, h: slot.h });
    }
    let mut layout = Layout::default();
    boxes(picture, routes, &slots, &mut layout);
    let ends = lines::ends(picture, routes, &slots, &layout);
    let mut bounds = Vec::with_capacity(COLUMNS);
    let mut loops = Vec::new();
    let mut x = MARGIN;
    for (index, column) in columns.iter().enumerate() {
        let lanes: Vec<f64> = column.iter().map(|slot| slots[&slot.key].middle()).collect();
        let nested = lines::loops(picture, routes, index, &ends, &lanes);
        let w = column.iter().map(|slot| slot.w).fold(nested.width, f64::max);
        bounds.push((x, x + w));
        for slot in column {
            // Boxes fill their column, labels stand at its left.
            let rect = slots.get_mut(&slot.key).expect("every slot has a place");
            let is_box = picture.node(&slot.key).is_some();
            (rect.x, rect.w) = (x, if is_box { w } else { slot.w });
        }
        let is_empty = column.is_empty() && nested.turns.is_empty();
        loops.extend(nested.turns.into_iter().map(|turn| turn.moved(x)));
        if !is_empty {
            x += w + GAP_X;
        }
    }
    layout.width = (x - GAP_X + MARGIN).max(240.0);
    boxes(picture, routes, &slots, &mut layout);
    for (id, rect) in slots.iter().filter_map(|(key, rect)| Some((key.strip_prefix("label ")?, rect))) {
        layout.labels.insert(id.to_owned(), *rect);
    }
    lines::draw(picture, routes, &slots, &bounds, &ends, &loops, &mut layout);
    let labels = layout.labels.values().map(Rect::bottom);
    layout.height = layout.boxes.values().map(Rect::bottom).chain(labels).fold(0.0, f64::max) + MARGIN + FOOT;
    layout
}

/// The boxes: those of columns, and gateways in the order in which their lines come.
fn boxes(picture: &Picture, routes: &Routes, slots: &HashMap<String, Rect>, layout: &mut Layout) {
    for node in picture.nodes.iter() {
        let Some(rect) = slots.get(&node.id).copied() else { continue };
        layout.boxes.insert(node.id.clone(), rect);
        let mut y = rect.y + head(node) - PAD / 2.0;
        let mut gateways: Vec<_> =
            picture.inside(&node.id).map(|inner| (lines::height(picture, &inner.id, routes, slots), inner)).collect();
        gateways.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, inner) in gateways {
            let (_, h) = node_size(picture, inner);
            layout.boxes.insert(inner.id.clone(), Rect { x: rect.x + PAD, y, w: rect.w - 2.0 * PAD, h });
            y += h + PAD;
        }
    }
}

/// Where in a label the line runs: below the name.
pub(super) fn baseline(label: &Rect) -> f64 {
    label.y + LINE + 3.0
}
