//! What `Conv2D` says when something does not fit.

use super::Op;
use crate::layers::convolution::uneven_groups;
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
        if let Some(problem) = uneven_groups(site, self.input, self.filters, self.groups) {
            return Some(problem);
        }
        let convolution = self.convolution();
        too_large(site, self.input, "kernel", [convolution.rows, convolution.columns])
    }
}
