//! A sum of a vector and an image.

use netform::prelude::*;

network! {
    struct Film(image: [16, 16, 8], scale: [8]) -> [16, 16, 8] {
        image * scale
    }
}

fn main() {}
