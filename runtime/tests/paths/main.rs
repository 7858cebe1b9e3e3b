//! Whole networks on every instruction set of the machine, forced by `Pass::isa` and by the environment.
//!
//! On each, a sample gives the same bits alone and within a batch; outputs and gradients are within a bound of
//! `portable`'s; and optimizers give `portable`'s bits. `tests/neon` runs this file on 64-bit Arm.

mod check;
mod environment;
mod optimizers;

use check::check;
use netform::prelude::*;

/// A declaration in single and in double precision.
macro_rules! both {
    ($narrow:ident, $wide:ident $($declaration:tt)*) => {
        network! {
            struct $narrow $($declaration)*
        }
        network! {
            #[scalar(f64)]
            struct $wide $($declaration)*
        }
    };
}

both! {
    Layers, WideLayers: [19] -> [5] {
        Dense(37, activation = relu),
        Dense(33, activation = tanh),
        Dense(70, activation = sigmoid),
        Dense(24, activation = gelu),
        Dropout(0.3),
        Dense(18, activation = silu),
        Dense(9, activation = elu),
        Dense(8, activation = softplus),
        Dense(5, activation = softmax),
    }
}

both! {
    Images, WideImages: [12, 12, 3] -> [4] {
        Conv2D(9, 3, padding = same, activation = relu),
        MaxPooling2D(2),
        Conv2D(17, 3, activation = tanh),
        BatchNormalization(),
        AveragePooling2D(2),
        Flatten(),
        Dense(4),
    }
}

both! {
    // One channel, and a last column that pools do not see.
    Gray, WideGray: [8, 11, 1] -> [3] {
        Conv2D(12, 3, padding = same, activation = relu),
        MaxPooling2D(2),
        Flatten(),
        Dense(3),
    }
}

both! {
    // Kernels of single channels, strides, groups, and everything that is element by element.
    Graph, WideGraph(x: [9, 9, 6]) -> [3] {
        let a = DepthwiseConv2D(3, padding = same, activation = silu)(x);
        let b = Conv2D(6, 3, groups = 2)(ZeroPadding2D(1)(x));
        let c = LeakyReLU()(a + b) * x - maximum(a, b);
        let d = Conv2D(20, 3, strides = 2, padding = same)(concat(c, a));
        Dense(3)(GlobalAveragePooling2D()(d))
    }
}

both! {
    Sequence, WideSequence: [7, 6] -> [3] {
        Conv1D(8, 3, padding = causal, activation = relu),
        LSTM(11, return_sequences = true),
        GRU(9, return_sequences = true),
        SimpleRNN(5),
        Dense(3),
    }
}

both! {
    // Left operands larger than a first-level cache.
    Large, WideLarge: [150] -> [10] {
        Dense(200, activation = relu),
        Dense(10, activation = softmax),
    }
}

#[test]
fn dense_layers() {
    check(&mut *Layers::new(1), 21);
    check(&mut *WideLayers::new(1), 5);
}

#[test]
fn convolutions() {
    check(&mut *Images::new(2), 5);
    check(&mut *WideImages::new(2), 3);
}

#[test]
fn convolutions_of_one_channel() {
    check(&mut *Gray::new(6), 5);
    check(&mut *WideGray::new(6), 3);
}

#[test]
fn graphs_with_depthwise_convolutions() {
    check(&mut *Graph::new(3), 5);
    check(&mut *WideGraph::new(3), 3);
}

#[test]
fn recurrent_layers() {
    check(&mut *Sequence::new(4), 5);
    check(&mut *WideSequence::new(4), 3);
}

#[test]
fn large_products() {
    check(&mut *Large::new(5), 67);
    check(&mut *WideLarge::new(5), 67);
}
