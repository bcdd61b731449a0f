//! The lines of a picture, once its columns are ordered.

use super::layout::{Layout, Rect, Routes, baseline, is_loop, top};
use super::measure::label_size;
use super::picture::{Edge, Picture};
use std::collections::{BTreeMap, HashMap};

/// By edge: at which heights it starts and ends, the end further left first.
pub(super) type Ends = BTreeMap<String, (f64, f64)>;

/// Room between loops that nest.
const GAP: f64 = 16.0;
/// What a label keeps free of lines that aren't its own.
const CLEAR: f64 = 4.0;

/// The ends of an edge, the one further left first.
fn in_order<'p>(picture: &'p Picture, edge: &'p Edge, routes: &Routes) -> [&'p str; 2] {
    let reversed = top(picture, &edge.from) != routes[&edge.id][0].1;
    if reversed { [&edge.to, &edge.from] } else { [&edge.from, &edge.to] }
}

/// Where the line of an edge goes to next, seen from the slot of one of its ends.
fn next<'r>(route: &'r [(usize, String)], own: &str) -> Option<&'r (usize, String)> {
    if route[0].1 == own { route.get(1) } else { route.iter().rev().nth(1) }
}

/// How high the lines of a gateway come from, on average.
pub(super) fn height(picture: &Picture, id: &str, routes: &Routes, slots: &HashMap<String, Rect>) -> f64 {
    let own = top(picture, id);
    let here = picture.edges.iter().filter(|edge| edge.from == id || edge.to == id);
    let heights: Vec<f64> =
        here.filter_map(|edge| Some(slots.get(&next(&routes[&edge.id], own)?.1)?.middle())).collect();
    if heights.is_empty() { f64::MAX } else { heights.iter().sum::<f64>() / heights.len() as f64 }
}

/// In which order lines leave the right or left side of a box: loops upwards, the nearest first;
/// lines to other columns by height; loops downwards, the farthest first. So loops nest.
fn rank(distance: f64, is_loop: bool, index: usize) -> (i8, f64, f64) {
    match (is_loop, distance < 0.0) {
        (true, true) => (-1, -distance, -(index as f64)),
        (true, false) => (1, -distance, index as f64),
        (false, _) => (0, distance, index as f64),
    }
}

/// Spreads the ends of lines over the sides of boxes.
pub(super) fn ends(picture: &Picture, routes: &Routes, slots: &HashMap<String, Rect>, layout: &Layout) -> Ends {
    type End<'e> = ((i8, f64, f64), &'e str, bool);
    let mut sides: BTreeMap<(&str, bool), Vec<End<'_>>> = BTreeMap::new();
    for (index, edge) in picture.edges.iter().enumerate() {
        let route = &routes[&edge.id];
        for (last, id) in in_order(picture, edge, routes).into_iter().enumerate() {
            let own = top(picture, id);
            let Some((_, key)) = next(route, own) else { continue };
            let (Some(here), Some(there)) = (layout.boxes.get(id), slots.get(key)) else { continue };
            let distance = there.middle() - here.middle();
            let side = (id, last == 0 || is_loop(route));
            sides.entry(side).or_default().push((rank(distance, is_loop(route), index), &edge.id, last == 1));
        }
    }
    let mut ends = Ends::new();
    for ((id, _), mut here) in sides {
        let rect = layout.boxes[id];
        here.sort_by(|(a, ..), (b, ..)| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let count = here.len() as f64;
        for (index, (_, edge, last)) in here.into_iter().enumerate() {
            let y = rect.y + rect.h * (index as f64 + 1.0) / (count + 1.0);
            let end = ends.entry(edge.to_owned()).or_default();
            if last { end.1 = y } else { end.0 = y }
        }
    }
    ends
}

/// A loop beside a column of boxes.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    edge: String,
    /// Where it goes up or down.
    x: f64,
    label: Rect,
}

impl Turn {
    /// The same, further to the right.
    pub(super) fn moved(mut self, by: f64) -> Turn {
        self.x += by;
        self.label.x += by;
        self
    }
}

/// The loops in a column, counted from its left side.
#[derive(Clone, Debug, Default)]
pub(super) struct Nested {
    pub width: f64,
    pub turns: Vec<Turn>,
}

/// Nests the loops of a column: a longer one goes around the shorter ones beside it, and each has its
/// label on its way, clear of the lines that cross the column.
pub(super) fn loops(picture: &Picture, routes: &Routes, column: usize, ends: &Ends, lanes: &[f64]) -> Nested {
    struct Open<'e> {
        edge: &'e Edge,
        from: f64,
        to: f64,
        level: usize,
    }
    let here = picture.edges.iter().filter(|edge| is_loop(&routes[&edge.id]) && routes[&edge.id][0].0 + 1 == column);
    let mut open: Vec<Open<'_>> = here
        .filter_map(|edge| {
            let (a, b) = *ends.get(&edge.id)?;
            Some(Open { edge, from: a.min(b), to: a.max(b), level: 0 })
        })
        .collect();
    open.sort_by(|a, b| (a.to - a.from).total_cmp(&(b.to - b.from)));
    for index in 0..open.len() {
        let (done, rest) = open.split_at_mut(index);
        let it = &mut rest[0];
        let beside = done.iter().filter(|other| other.from < it.to + GAP && it.from < other.to + GAP);
        it.level = beside.map(|other| other.level + 1).max().unwrap_or(0);
    }
    let levels = open.iter().map(|it| it.level + 1).max().unwrap_or(0);
    let mut nested = Nested::default();
    for level in 0..levels {
        let width = open.iter().filter(|it| it.level == level).map(|it| label_size(it.edge).0).fold(0.0, f64::max);
        for it in open.iter().filter(|it| it.level == level) {
            let (w, h) = label_size(it.edge);
            // Loops further out cross this one's strip where they start and end.
            let outer = open.iter().filter(|other| other.level > level).flat_map(|other| [other.from, other.to]);
            let crossing: Vec<f64> = outer.chain(lanes.iter().copied()).collect();
            let y = clear(f64::midpoint(it.from, it.to), it.to - it.from, h, &crossing);
            let x = nested.width + width / 2.0;
            let label = Rect { x: x - w / 2.0, y: y - h / 2.0, w, h };
            nested.turns.push(Turn { edge: it.edge.id.clone(), x, label });
        }
        nested.width += width + GAP;
    }
    nested.width = (nested.width - GAP).max(0.0);
    nested
}

/// The height nearest to `middle` at which a label of height `h` touches none of the lines.
fn clear(middle: f64, extent: f64, h: f64, lines: &[f64]) -> f64 {
    let room = ((extent - h) / 2.0).max(0.0);
    let steps = (room / 4.0) as i32;
    let heights = (0..=steps).flat_map(|step| [middle + 4.0 * f64::from(step), middle - 4.0 * f64::from(step)]);
    let is_free = |y: &f64| lines.iter().all(|line| (line - y).abs() > h / 2.0 + CLEAR);
    heights.into_iter().find(is_free).unwrap_or(middle)
}

/// Draws the lines: through each slot level, so that they bend only between columns.
pub(super) fn draw(
    picture: &Picture,
    routes: &Routes,
    slots: &HashMap<String, Rect>,
    bounds: &[(f64, f64)],
    ends: &Ends,
    turns: &[Turn],
    layout: &mut Layout,
) {
    for edge in &picture.edges {
        let route = &routes[&edge.id];
        let [first, last] = in_order(picture, edge, routes);
        let (Some(start), Some(end)) = (layout.boxes.get(first), layout.boxes.get(last)) else { continue };
        let Some((start_y, end_y)) = ends.get(&edge.id).copied() else { continue };
        let mut points = vec![(start.right(), start_y)];
        if let Some(turn) = turns.iter().find(|turn| turn.edge == edge.id) {
            points.extend([(turn.x, start_y), (turn.x, end_y), (end.right(), end_y)]);
            layout.labels.insert(edge.id.clone(), turn.label);
        } else {
            points.push((bounds[route[0].0].1, start_y));
            for (column, key) in &route[1..route.len() - 1] {
                let rect = &slots[key];
                let y = if key.starts_with("label ") { baseline(rect) } else { rect.middle() };
                let (left, right) = bounds[*column];
                points.extend([(left, y), (right, y)]);
            }
            points.extend([(bounds[route[route.len() - 1].0].0, end_y), (end.x, end_y)]);
        }
        layout.lines.insert(edge.id.clone(), points);
    }
}
