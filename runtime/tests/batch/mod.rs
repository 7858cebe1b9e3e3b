//! A network's passes on a batch of numbers: gradients against central differences, and prediction
//! against the forward pass of training.

use netform::network::{Network, Pass};

const BATCH: usize = 2;
const STEP: f64 = 1e-5;
/// Central differences are off by about the square of the step, and by rounding over the step.
const TOLERANCE: f64 = 1e-7;

/// Numbers in (-1, 1), no two alike.
pub(crate) fn numbers(len: usize, seed: usize) -> Vec<f64> {
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
/// forward pass of training does, but for the rounding of sums.
pub(crate) fn check<N: Network<Scalar = f64>>(network: &mut N) {
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
    // Products with few rows are summed in another order where nothing but a prediction is wanted.
    for (output, expected) in outputs.iter().flatten().zip(expected.iter().flatten()) {
        let error = (output - expected).abs();
        assert!(error <= 1e-12 * (1.0 + expected.abs()), "{}: {output}, not {expected}", N::NAME);
    }
}
