//! One network on every instruction set.

use netform::kernels::Isa;
use netform::network::{Network, Pass};
use netform::{Sample, Scalar};

/// How far numbers may be from `portable`'s, of the largest of their kind: in units of the precision's last place at 1.
const BOUND: f64 = 64.0;

/// What a network computes on one instruction set.
struct Results<T> {
    predictions: Vec<T>,
    outputs: Vec<T>,
    gradients: Vec<T>,
}

/// Checks that a sample gives the same bits alone and within a batch, and that all numbers are near `portable`'s.
pub(crate) fn check<N: Network>(network: &mut N, batch: usize) {
    // Biases and statistics that are not all 0 or 1.
    for (index, weight) in network.as_mut_slice().iter_mut().enumerate() {
        *weight += N::Scalar::from_f64(0.1 * number(index, 3));
    }
    let inputs: Vec<N::Input> = (0..batch)
        .map(|sample| {
            let mut input = N::Input::zeros();
            for (index, value) in input.part_mut(0).iter_mut().enumerate() {
                *value = N::Scalar::from_f64(number(index, sample));
            }
            input
        })
        .collect();
    let portable = run(network, &inputs, Isa::PORTABLE);
    for isa in Isa::available() {
        let found = run(network, &inputs, isa);
        near::<N>("prediction", isa, &found.predictions, &portable.predictions);
        near::<N>("output", isa, &found.outputs, &portable.outputs);
        // Of one run of weights after another, since a layer's gradients may be a thousand times another's.
        let mut at = 0;
        for tensor in N::LAYERS.iter().flat_map(|layer| layer.description.tensors.as_slice()) {
            let range = at..at + tensor.shape.len();
            if tensor.trainable {
                near::<N>(
                    tensor.name,
                    isa,
                    &found.gradients[range.clone()],
                    &portable.gradients[range.clone()],
                );
            }
            at = range.end;
        }
    }
}

fn run<N: Network>(network: &N, inputs: &[N::Input], isa: Isa) -> Results<N::Scalar> {
    let batch = inputs.len();
    let flat: Vec<N::Scalar> = inputs.iter().flat_map(|input| input.part(0)).copied().collect();
    let output_len = N::OUTPUT_PORTS[0].shape.len();
    let zeros = |len: usize| vec![N::Scalar::ZERO; len];

    let infer = |flat: &[N::Scalar], batch: usize| {
        let (mut output, mut memory) = (zeros(batch * output_len), zeros(N::INFERENCE.elements(batch)));
        network.infer(Pass { isa, ..Pass::inference(batch) }, &[flat], &mut [&mut output], &mut memory);
        output
    };
    let predictions = infer(&flat, batch);
    let input_len = flat.len() / batch;
    let mut memory = zeros(N::INFERENCE.elements(1));
    for (index, input) in inputs.iter().enumerate() {
        let of_batch = &predictions[index * output_len..][..output_len];
        assert_eq!(
            infer(&flat[index * input_len..][..input_len], 1),
            of_batch,
            "{} on {isa}, alone",
            N::NAME
        );
        if isa == Isa::detect() {
            // What users call, which in optimised builds may be another function.
            let mut output = N::Output::zeros();
            netform::__private::predict_into(network, input, &mut output, &mut memory);
            assert_eq!(output.part(0), of_batch, "{} on {isa}, by predict_into", N::NAME);
        }
    }

    let (pass, head) = (Pass { isa, ..Pass::training(batch, 7) }, &N::HEADS[0]);
    let (mut memory, mut gradients) = (zeros(N::TRAINING.elements(batch)), zeros(N::GRADIENTS));
    network.forward(pass, &[&flat], &[false], &mut memory);
    let outputs = memory[head.output.offset * batch..][..head.output.len * batch].to_vec();
    let d_output = &mut memory[head.d_output.offset * batch..][..head.d_output.len * batch];
    for (index, d) in d_output.iter_mut().enumerate() {
        *d = N::Scalar::from_f64(number(index, 11));
    }
    network.backward(pass, &[&flat], &[false], &mut memory, &mut gradients);
    Results { predictions, outputs, gradients }
}

fn near<N: Network>(what: &str, isa: Isa, found: &[N::Scalar], portable: &[N::Scalar]) {
    let unit = if N::Scalar::DTYPE == "F32" { f64::from(f32::EPSILON) } else { f64::EPSILON };
    let largest = portable.iter().map(|value| value.to_f64().abs()).fold(0.0, f64::max);
    assert!(largest > 0.0 && largest.is_finite(), "{}: nothing to compare in {what}", N::NAME);
    for (index, (found, portable)) in found.iter().zip(portable).enumerate() {
        let error = (found.to_f64() - portable.to_f64()).abs() / (unit * largest);
        let name = N::NAME;
        assert!(error <= BOUND, "{name} on {isa}: {what} {index} is {found}, not {portable}: {error} units");
    }
}

/// A number in (−1, 1).
fn number(index: usize, seed: usize) -> f64 {
    ((index * 7919 + seed * 104_729 + 13) % 10_007) as f64 / 5003.5 - 1.0
}
