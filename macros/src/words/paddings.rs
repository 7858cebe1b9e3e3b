//! How a window treats the border.

use super::{Words, plain};

pub(crate) const PADDINGS: Words = Words {
    noun: "padding",
    ty: "Padding",
    list: &[plain("valid"), plain("same")],
    foreign: &[("zeros", "same")],
    elsewhere: &[(
        "causal",
        "`causal` is a padding of `Conv1D` alone, whose steps have a past: use `same` or `valid`",
    )],
};

/// Those of a window over steps.
pub(crate) const STEP_PADDINGS: Words =
    Words { list: &[plain("valid"), plain("same"), plain("causal")], elsewhere: &[], ..PADDINGS };
