//! What the catalogue's tables hold: one type for each kind of row, read from TOML by the build
//! script and from postcard at run time. This folder is compiled into both, so it depends on
//! nothing but serde and jiff.
//!
//! Text is `&'static str` throughout: at run time it points into the blob that the binary carries.

mod circuit;
mod common;
mod connection;
mod device;
mod edition;
mod er;
mod ids;
mod ipsec;
mod limit_id;
mod network;
mod p2s;
mod region;
mod vpn;

pub use circuit::*;
pub use common::*;
pub use connection::*;
pub use device::*;
pub use edition::*;
pub use er::*;
pub use ids::*;
pub use ipsec::*;
pub use limit_id::*;
pub use network::*;
pub use p2s::*;
pub use region::*;
pub use vpn::*;
