//! A macro by example that declares networks from fragments of all kinds.
#![deny(warnings)]

use netform::prelude::*;

macro_rules! mlp {
    ($(#[$meta:meta])* $visibility:vis $name:ident, $input:expr => $hidden:expr => $output:literal, $layer:ident, $activation:ident) => {
        network! {
            $(#[$meta])*
            $visibility struct $name: [$input] -> [$output] {
                $layer: Dense($hidden, activation = $activation),
                Dropout($hidden as f64 / 100.0),
                Dense($output),
            }
        }
    };
}

mlp! {
    /// Docs and derives.
    #[derive(Debug, Clone)]
    pub Small, 4 => 2 + 3 => 2, hidden, relu
}
mlp!(Large, SIZE * 2 => SIZE => 2, first, tanh);

const SIZE: usize = 7;

macro_rules! graph {
    ($name:ident, $x:ident, $class:ident, $scale:expr, $number:expr, $shape:tt, $axes:expr, $activation:expr, $layer:expr) => {
        network! {
            struct $name($x: $shape) -> $shape {
                let h = $class($number, activation = $activation)($x);
                let g = $layer(h);
                $scale * Reshape($axes)(relu(g))
            }
        }
    };
}

graph!(Graph, x, Dense, 0.5, 4, [2, 2], (2, -1), elu(alpha = 0.5), Dense(2));

macro_rules! conv {
    ($($name:ident: $kernel:expr, $padding:tt, $bias:literal, $rate:literal;)*) => { $(
        network! {
            struct $name: [8, 8, 1] -> [8, 8, 2] {
                Conv2D(2, $kernel, padding = $padding, use_bias = $bias, kernel_initializer = he_normal(seed = $rate)),
            }
        }
    )* };
}

conv! {
    Three: 3, same, true, 1;
    Pair: (3, 5), same, false, 2;
}

fn main() {
    assert_eq!(Small::PARAMS, 4 * 5 + 5 + 5 * 2 + 2);
    assert_eq!(Large::PARAMS, 14 * 7 + 7 + 7 * 2 + 2);
    assert_eq!(Graph::PARAMS, 2 * 4 + 4 + 4 * 2 + 2);
    assert_eq!((Three::PARAMS, Pair::PARAMS), (20, 30));
    let net = Small::new(1);
    assert_eq!(net.hidden.bias.len(), 5);
    let _ = format!("{:?}", net);
}
