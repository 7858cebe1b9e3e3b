//! What `Conv2D` says when something does not fit.

use super::Op;
use crate::layers::image::{not_an_image, too_large, tuple, zero};
use crate::message::{Message, Site};

impl Op {
    pub(super) const fn problem(&self, site: Site) -> Option<Message> {
        if let Some(problem) = zero(site, "filters", &[self.filters]) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "kernel_size", &self.kernel_size) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "strides", &self.strides) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "dilation_rate", &self.dilation_rate) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "groups", &[self.groups]) {
            return Some(problem);
        }
        let ([s0, s1], [d0, d1]) = (self.strides, self.dilation_rate);
        if (s0 > 1 || s1 > 1) && (d0 > 1 || d1 > 1) {
            let message = tuple(Message::new().layer(site.layer).text(" has strides "), &self.strides);
            let message = tuple(message.text(" and dilation_rate "), &self.dilation_rate);
            return Some(
                message.text(
                    ", but only one of them may exceed 1\nhelp: leave out `strides` or `dilation_rate`",
                ),
            );
        }
        if let Some(problem) = not_an_image(site, self.input) {
            return Some(problem);
        }
        if let Some(problem) = self.uneven_groups(site) {
            return Some(problem);
        }
        let convolution = self.convolution();
        too_large(site, self.input, "kernel", [convolution.rows, convolution.columns])
    }

    /// Groups must divide both the channels and the filters.
    const fn uneven_groups(&self, site: Site) -> Option<Message> {
        let channels = self.channels();
        if !self.input.is_known() {
            return None;
        }
        let message = Message::new().layer(site.layer).text(": groups ").number(self.groups);
        let message = if !channels.is_multiple_of(self.groups) {
            message
                .text(" must divide the channels, but ")
                .layer(site.producer)
                .text(" gives ")
                .shape(self.input)
        } else if !self.filters.is_multiple_of(self.groups) {
            message.text(" must divide the filters, found ").number(self.filters)
        } else {
            return None;
        };
        let mut best = self.groups;
        while !channels.is_multiple_of(best) || !self.filters.is_multiple_of(best) {
            best -= 1;
        }
        Some(message.text("\nhelp: use `groups = ").number(best).text("`"))
    }
}
