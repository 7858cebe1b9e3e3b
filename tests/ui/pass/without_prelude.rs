//! A library without the standard library's prelude, and without netform's.
#![no_implicit_prelude]

::netform::network! {
    struct Policy(a: [4], b: [2]) -> { action: [3], value: [1] } {
        let h = Dense(8, activation = relu)(a);
        action = Dense(3, activation = softmax)(h);
        value = Dense(1)(b);
    }
}

::netform::network! {
    #[derive(::core::fmt::Debug)]
    struct Chain: [2, 2] -> [1] {
        Flatten,
        Dropout(0.1),
        Dense(1, use_bias = false, kernel_initializer = he_normal(seed = 3)),
    }
}

fn main() {
    let net = Policy::new(1);
    let input = PolicyInput {
        a: ::netform::nalgebra::SMatrix::from_element(0.5),
        b: ::netform::nalgebra::SMatrix::from_element(0.5),
    };
    ::core::assert!(net.predict(&input).action[0] > 0.0);
    ::core::assert_eq!(Chain::PARAMS, 4);
}
