//! PyTorch's `dim`.

use netform::prelude::*;

network! {
    struct Policy(image: [64], pose: [6]) -> [70] {
        concat(image, pose, dim = 1)
    }
}

fn main() {}
