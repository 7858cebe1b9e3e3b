//! Graphs: their values against the same arithmetic written out, and their gradients against
//! central differences.

use netform::nalgebra::{SMatrix, SVector};
use netform::network;
use netform::network::{Network, Pass};

const BATCH: usize = 2;
const STEP: f64 = 1e-5;
/// Central differences are off by about the square of the step, and by rounding over the step.
const TOLERANCE: f64 = 1e-7;

/// Numbers in (-1, 1), no two alike.
fn numbers(len: usize, seed: usize) -> Vec<f64> {
    (0..len).map(|index| ((index * 7919 + seed * 104_729 + 13) % 10_007) as f64 / 5003.5 - 1.0).collect()
}

/// A batch: the inputs, and a factor for every element of the outputs.
struct Batch {
    inputs: Vec<Vec<f64>>,
    factors: Vec<Vec<f64>>,
}

impl Batch {
    fn new<N: Network<Scalar = f64>>() -> Self {
        let fill = |ports: &[netform::__private::Port], seed: usize| {
            ports
                .iter()
                .enumerate()
                .map(|(index, port)| numbers(port.shape.len() * BATCH, seed + index))
                .collect()
        };
        Self { inputs: fill(N::INPUT_PORTS, 1), factors: fill(N::OUTPUT_PORTS, 50) }
    }

    fn inputs(&self) -> Vec<&[f64]> {
        self.inputs.iter().map(Vec::as_slice).collect()
    }

    /// The outputs of a training pass, and its memory.
    fn forward<N: Network<Scalar = f64>>(&self, network: &N) -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut memory = vec![f64::NAN; N::TRAINING.elements(BATCH)];
        let logits = vec![false; N::HEADS.len()];
        network.forward(Pass::training(BATCH, 5), &self.inputs(), &logits, &mut memory);
        let outputs = N::HEADS.iter().map(|head| {
            memory[head.output.offset * BATCH..(head.output.offset + head.output.len) * BATCH].to_vec()
        });
        (outputs.collect(), memory)
    }

    /// `Σ output · factor`, whose gradient with respect to the outputs are the factors.
    fn loss<N: Network<Scalar = f64>>(&self, network: &N) -> f64 {
        let (outputs, _) = self.forward(network);
        let pairs = outputs.iter().flatten().zip(self.factors.iter().flatten());
        pairs.map(|(output, factor)| output * factor).sum()
    }

    fn gradients<N: Network<Scalar = f64>>(&self, network: &N) -> Vec<f64> {
        let (_, mut memory) = self.forward(network);
        for (head, factors) in N::HEADS.iter().zip(&self.factors) {
            memory[head.d_output.offset * BATCH..][..factors.len()].copy_from_slice(factors);
        }
        let mut gradients = vec![f64::NAN; N::TRAINABLE];
        let logits = vec![false; N::HEADS.len()];
        let pass = Pass::training(BATCH, 5);
        network.backward(pass, &self.inputs(), &logits, &mut memory, &mut gradients);
        gradients
    }
}

/// Checks that every gradient is the central difference, and that prediction gives what the
/// forward pass of training does.
fn check<N: Network<Scalar = f64>>(network: &mut N) {
    let batch = Batch::new::<N>();
    let len = network.as_slice().len();
    network.as_mut_slice().copy_from_slice(&numbers(len, 9));
    let gradients = batch.gradients(network);
    assert_eq!(gradients.len(), len, "{}", N::NAME);
    for (index, gradient) in gradients.iter().enumerate() {
        let old = network.as_slice()[index];
        let mut at = |step: f64| {
            network.as_mut_slice()[index] = old + step;
            batch.loss(network)
        };
        let difference = (at(STEP) - at(-STEP)) / (2.0 * STEP);
        network.as_mut_slice()[index] = old;
        let error = (difference - gradient).abs();
        assert!(
            error <= TOLERANCE * (1.0 + gradient.abs()),
            "{}: weight {index}: expected {difference}, found {gradient}",
            N::NAME
        );
    }
    assert!(gradients.iter().filter(|d| d.abs() > 1e-4).count() * 2 > len, "{}: {gradients:?}", N::NAME);

    let (expected, _) = batch.forward(network);
    let mut outputs: Vec<Vec<f64>> = expected.iter().map(|output| vec![f64::NAN; output.len()]).collect();
    let mut slots: Vec<&mut [f64]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
    let mut memory = vec![f64::NAN; N::INFERENCE.elements(BATCH)];
    network.infer(Pass::inference(BATCH), &batch.inputs(), &mut slots, &mut memory);
    assert_eq!(outputs, expected, "{}", N::NAME);
}

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
