//! Two mistakes in a header and one in the body: three errors.

use netform::prelude::*;

network! {
    #[budget(weights = "64 parsecs")]
    struct Mlp: 784 -> 10 {
        hidden: Dnse(64),
        Dense(10),
    }
}

fn main() {
    let net = Mlp::new(1);
    println!("{}", net.predict(&SVector::<f32, 784>::zeros())[0]);
}
