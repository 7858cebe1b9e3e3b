//! An initializer that there is not.

netform::weights! {
    struct Scale {
        factor: [6] = one,
    }
}

fn main() {}
