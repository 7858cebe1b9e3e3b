//! Networks within functions, closures and private modules.
#![deny(warnings)]

mod outer {
    mod inner {
        netform::network! {
            pub(super) struct Hidden: [3] -> [super::SIZE] {
                Dense(super::SIZE),
            }
        }
    }

    const SIZE: usize = 2;

    pub fn params() -> usize {
        inner::Hidden::PARAMS
    }
}

fn one() -> usize {
    const UNITS: usize = 5;
    netform::network! {
        struct Net: [3] -> [UNITS] {
            Dense(UNITS),
        }
    }
    Net::PARAMS
}

fn main() {
    let two = || {
        netform::network! {
            struct Net: [3] -> [4] {
                Dense(4),
            }
        }
        Net::new(1).predict(&netform::nalgebra::SVector::zeros()).len()
    };
    assert_eq!((outer::params(), one(), two()), (8, 20, 4));
}
