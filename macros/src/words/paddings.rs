//! How a window treats the border.

use super::{Words, plain};

pub(crate) const PADDINGS: Words = Words {
    noun: "padding",
    ty: "Padding",
    list: &[plain("valid"), plain("same")],
    foreign: &[("zeros", "same")],
};
