//! What is said of groups that do not divide channels and filters.

use crate::message::{Message, Site};
use crate::shape::Shape;

/// Groups, at least 1, must divide both the channels and the filters.
#[inline]
pub(in crate::layers) const fn uneven_groups(
    site: Site,
    input: Shape,
    filters: usize,
    groups: usize,
) -> Option<Message> {
    if !input.is_known() {
        return None;
    }
    let channels = input.last();
    let message = Message::new().layer(site.layer).text(": groups ").number(groups);
    let message = if !channels.is_multiple_of(groups) {
        message.text(" must divide the channels, but ").layer(site.producer).text(" gives ").shape(input)
    } else if !filters.is_multiple_of(groups) {
        message.text(" must divide the filters, found ").number(filters)
    } else {
        return None;
    };
    let mut best = groups;
    while !channels.is_multiple_of(best) || !filters.is_multiple_of(best) {
        best -= 1;
    }
    Some(message.text("\nhelp: use `groups = ").number(best).text("`"))
}
