//! Keras's initialisers.

use super::{DISTRIBUTIONS, MODES, Word, Words, plain};
use crate::layers::{Argument, Kind};

const SEED: Argument = Argument::optional("seed", Kind::Seed);

/// An initialiser whose only argument is the seed.
const fn seeded(name: &'static str) -> Word {
    Word { name, arguments: &[SEED] }
}

const fn number(name: &'static str) -> Argument {
    Argument::optional(name, Kind::Number)
}

pub(crate) const INITIALIZERS: Words = Words {
    noun: "initializer",
    ty: "Initializer",
    foreign: &[
        ("kaiming_uniform", "he_uniform"),
        ("kaiming_normal", "he_normal"),
        ("xavier_uniform", "glorot_uniform"),
        ("xavier_normal", "glorot_normal"),
        ("normal", "random_normal"),
        ("uniform", "random_uniform"),
        ("zero", "zeros"),
        ("one", "ones"),
    ],
    elsewhere: &[],
    list: &[
        plain("zeros"),
        plain("ones"),
        Word { name: "constant", arguments: &[Argument::required("value", Kind::Number)] },
        seeded("glorot_uniform"),
        seeded("glorot_normal"),
        seeded("he_uniform"),
        seeded("he_normal"),
        seeded("lecun_uniform"),
        seeded("lecun_normal"),
        Word { name: "random_normal", arguments: &[number("mean"), number("stddev"), SEED] },
        Word { name: "random_uniform", arguments: &[number("minval"), number("maxval"), SEED] },
        Word { name: "truncated_normal", arguments: &[number("mean"), number("stddev"), SEED] },
        Word {
            name: "variance_scaling",
            arguments: &[
                number("scale"),
                Argument::optional("mode", Kind::Word(&MODES)),
                Argument::optional("distribution", Kind::Word(&DISTRIBUTIONS)),
                SEED,
            ],
        },
        Word { name: "orthogonal", arguments: &[number("gain"), SEED] },
        Word { name: "identity", arguments: &[number("gain")] },
    ],
};
