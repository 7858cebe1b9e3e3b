//! The words within `variance_scaling(scale, mode, distribution)`.

use super::{Words, plain};

/// Which number of connections scales the variance.
pub(crate) const MODES: Words = Words {
    noun: "mode",
    ty: "Mode",
    list: &[plain("fan_in"), plain("fan_out"), plain("fan_avg")],
    foreign: &[("fan_average", "fan_avg"), ("fan_mean", "fan_avg")],
    elsewhere: &[],
};

/// The form of the distribution.
pub(crate) const DISTRIBUTIONS: Words = Words {
    noun: "distribution",
    ty: "Distribution",
    list: &[plain("truncated_normal"), plain("untruncated_normal"), plain("uniform")],
    foreign: &[("normal", "truncated_normal")],
    elsewhere: &[],
};
