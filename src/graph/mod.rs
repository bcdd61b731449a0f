//! The picture of a spec: sites on one side, Azure on the other.
//!
//! [`Picture`] says what is shown, [`Layout`] where it stands; the forms that people and other tools
//! take are made of these.

mod layout;
mod lines;
mod measure;
mod picture;
mod svg;
#[cfg(test)]
mod tests;
mod text;

pub use layout::{Layout, Rect};
pub use picture::{Edge, EdgeKind, Mark, Node, NodeKind, Picture};

impl Picture {
    /// An image, legible on light and dark backgrounds.
    pub fn svg(&self) -> String {
        svg::draw(&Layout::of(self), self)
    }

    /// A Mermaid flowchart.
    pub fn mermaid(&self) -> String {
        text::mermaid(self)
    }

    /// A graph for Graphviz.
    pub fn dot(&self) -> String {
        text::dot(self)
    }
}
