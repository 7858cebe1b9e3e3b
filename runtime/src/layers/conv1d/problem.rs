//! What `Conv1D` says when something does not fit.

use super::Op;
use crate::layers::convolution::uneven_groups;
use crate::layers::image::{ONE_OF_BOTH, zero};
use crate::layers::sequence::{not_a_sequence, too_long};
use crate::message::{Message, Site};

impl Op {
    #[inline]
    pub(super) const fn problem(&self, site: Site) -> Option<Message> {
        if let Some(problem) = zero(site, "filters", &[self.filters]) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "kernel_size", &[self.kernel_size]) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "strides", &[self.strides]) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "dilation_rate", &[self.dilation_rate]) {
            return Some(problem);
        }
        if let Some(problem) = zero(site, "groups", &[self.groups]) {
            return Some(problem);
        }
        if self.strides > 1 && self.dilation_rate > 1 {
            let message = Message::new().layer(site.layer).text(" has strides ").number(self.strides);
            let message = message.text(" and dilation_rate ").number(self.dilation_rate);
            return Some(message.text(ONE_OF_BOTH));
        }
        if let Some(problem) = not_a_sequence(site, self.input, "Conv2D") {
            return Some(problem);
        }
        if let Some(problem) = uneven_groups(site, self.input, self.filters, self.groups) {
            return Some(problem);
        }
        too_long(site, self.input, "kernel", self.window())
    }
}
