//! A weight without the brackets of its shape.

netform::weights! {
    struct Scale6 {
        factor: 6 = ones,
    }
}

fn main() {}
