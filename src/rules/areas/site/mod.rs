//! `site`: on-premises places and their VPN devices.

pub mod address;
pub mod device;

use crate::model::entities::*;
use crate::schema::Attr;

/// The Site-to-Site connections that end at a device of the site.
fn tunnels<'m>(site: Site<'m>, device: Device<'m>) -> impl Iterator<Item = SiteToSite<'m>> {
    let ends_here = move |path: &[Box<str>]| path.get(1).is_none_or(|name| &**name == device.name());
    site.site_to_site().filter(move |tunnel| tunnel.any_name(Attr::Site, ends_here))
}
