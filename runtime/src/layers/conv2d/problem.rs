//! What `Conv2D` says when something does not fit.

use super::Op;
use crate::layers::convolution::uneven_groups;
use crate::layers::image::{not_an_image, strided_and_dilated, too_large, zero};
use crate::message::{Message, Site};

impl Op {
    #[inline]
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
        if let Some(problem) = strided_and_dilated(site, self.strides, self.dilation_rate) {
            return Some(problem);
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
