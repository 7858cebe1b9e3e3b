//! Graphs: their values against the same arithmetic written out, and their gradients against
//! central differences.

mod batch;

use batch::check;
use netform::nalgebra::{SMatrix, SVector};
use netform::network;

network! {
    /// A residual network of two blocks; the second one halves the image.
    #[scalar(f64)]
    struct Residual(image: [8, 8, 2]) -> [3] {
        let a = Conv2D(4, 3, padding = same, activation = silu)(image);
        let b = Conv2D(4, 3, padding = same)(tanh(Conv2D(4, 3, padding = same)(a)));
        let c = silu(a + b);
        let d = Conv2D(6, 3, strides = 2, padding = same)(c);
        let short = Conv2D(6, 1, strides = 2)(c);
        let e = silu(d + short);
        Dense(3)(GlobalAveragePooling2D()(e))
    }
}

network! {
    /// An image and a vector joined, two outputs of which one is read again.
    #[scalar(f64)]
    struct Policy(image: [6, 6, 2], pose: [3]) -> { action: [4], value: [1] } {
        let x = Flatten()(MaxPooling2D()(Conv2D(3, 3, padding = same, activation = tanh)(image)));
        let h = Dense(5, activation = tanh)(concat(x, pose));
        action = Dense(4, activation = softmax)(h);
        value = Dense(1)(concat(h, action));
    }
}

network! {
    /// One layer for two inputs, and their distance and cosine.
    #[scalar(f64)]
    struct Twins(left: [5], right: [5]) -> { distance: [4], cosine: [1], product: [1] } {
        let tower = Dense(4, activation = tanh);
        let a = tower(left);
        let b = tower(right);
        distance = 0.5 * a - b;
        cosine = dot(a, b, normalize = true);
        product = Dot(axes = 1)(a, b);
    }
}

network! {
    /// A group of layers, applied once where it is written and twice by its name.
    #[scalar(f64)]
    struct Groups(x: [5, 5, 1], y: [5, 5, 1]) -> [2] {
        let stem = (Conv2D(2, 3), Activation(tanh));
        let a = stem(x);
        let b = stem(y);
        let c = (ZeroPadding2D(((1, 0), (2, 1))), Conv2D(2, 3, activation = tanh), Flatten)(a * b);
        Dense(2)(c) + (GlobalMaxPooling2D, Dense(2))(b)
    }
}

const HALF: f64 = 0.5;
const THREE: usize = 3;

network! {
    /// Every operation with numbers, and values that are read several times.
    #[scalar(f64)]
    struct Numbers(x: [4]) -> [4] {
        let a = Dense(4)(x);
        let b = a + a * a;
        let c = -b + HALF * a - a / 4.0;
        let d = (1 - c) * (c - THREE) + 2 * a;
        let e = d - HALF + (a - 0.25) / THREE;
        let f = maximum(d, e, a);
        multiply(minimum(e, a), f, tanh(a)) + average(f, e, x)
    }
}

network! {
    /// Axes of size 1 are repeated: a gate for every channel and one for every pixel.
    #[scalar(f64)]
    struct Gates(image: [4, 4, 3]) -> [2, 2, 3] {
        let a = Conv2D(3, 3, padding = same, activation = tanh)(image);
        let channels = Dense(3, activation = sigmoid)(GlobalAvgPool2D(keepdims = true)(a));
        let pixels = Conv2D(1, 1, activation = sigmoid)(a);
        let gated = a * channels * pixels + channels - pixels;
        AveragePooling2D(2)(gated)
    }
}

network! {
    /// Sequences along another axis, a view that is read twice, and an input that is an output.
    #[scalar(f64)]
    struct Sequences(a: [3, 2], b: [2, 2]) -> { pooled: [4], scores: [5, 5], same: [3, 2] } {
        let joined = concat(Dense(2)(a), Dense(2, activation = tanh)(b), axis = 1);
        let flat = Flatten()(joined);
        let again = Reshape((5, 2))(flat);
        scores = Dot(axes = (2, -1))(joined, again);
        pooled = concat(GlobalAveragePooling1D()(joined), GlobalMaxPool1D()(Dense(2)(again)));
        same = a;
    }
}

network! {
    /// A value that is an output and read by two others, in a chain of shared layers.
    #[scalar(f64)]
    struct Chain(x: [3]) -> { first: [3], second: [3], both: [3] } {
        let step = Dense(3, activation = tanh);
        first = step(x);
        second = step(first);
        both = step(second - first) + first;
    }
}

#[test]
fn residual_networks() {
    check(&mut *Residual::new(1));
}

#[test]
fn several_inputs_and_outputs() {
    check(&mut *Policy::new(1));
}

#[test]
fn shared_layers() {
    check(&mut *Twins::new(1));
    check(&mut *Chain::new(1));
}

#[test]
fn groups_of_layers() {
    check(&mut *Groups::new(1));
}

#[test]
fn numbers_beside_values() {
    check(&mut *Numbers::new(1));
}

#[test]
fn repeated_axes() {
    check(&mut *Gates::new(1));
}

#[test]
fn sequences_and_views() {
    check(&mut *Sequences::new(1));
}

#[test]
fn operations_compute_what_they_say() {
    let mut network = Numbers::new(1);
    network.a.kernel = SMatrix::from_fn(|r, c| (r as f64 - 2.0 * c as f64) * 0.25);
    let x = SVector::<f64, 4>::new(0.5, -1.0, 2.0, 0.25);
    let a: SVector<f64, 4> = network.a.kernel * x;
    let expected = SVector::<f64, 4>::from_fn(|row, _| {
        let (a, x) = (a[row], x[row]);
        let b = a + a * a;
        let c = -b + 0.5 * a - a / 4.0;
        let d = (1.0 - c) * (c - 3.0) + 2.0 * a;
        let e = d - 0.5 + (a - 0.25) / 3.0;
        let f = d.max(e).max(a);
        e.min(a) * f * a.tanh() + (f + e + x) / 3.0
    });
    let error = (network.predict(&x) - expected).amax();
    assert!(error < 1e-12 * expected.amax(), "{error}");
}

#[test]
fn shared_layers_have_one_set_of_weights() {
    assert_eq!(Twins::PARAMS, 5 * 4 + 4);
    let mut network = Twins::new(1);
    network.tower.bias = SVector::from_element(0.5);
    let (left, right) = (SVector::from_element(0.5), SVector::<f64, 5>::from_fn(|row, _| row as f64 * 0.25));
    let output = network.predict(&TwinsInput { left, right });
    let tower = |x: SVector<f64, 5>| (network.tower.kernel * x + network.tower.bias).map(f64::tanh);
    let (a, b) = (tower(left), tower(right));
    assert!((output.distance - (a * 0.5 - b)).amax() < 1e-14);
    assert!((output.product[0] - a.dot(&b)).abs() < 1e-14);
    let lengths = (a.dot(&a) * b.dot(&b)).sqrt();
    assert!((output.cosine[0] - a.dot(&b) / lengths).abs() < 1e-14);
}
