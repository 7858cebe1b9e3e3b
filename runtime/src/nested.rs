//! Networks as layers of other networks.

use crate::description::Tensor;
use crate::layer::{Backward, Forward, Layer, Weights};
use crate::network::{LayerInfo, Network};
use crate::sample::MAX_PARTS;

const NO_LOGITS: [bool; MAX_PARTS] = [false; MAX_PARTS];

// Whoever uses a type that is no layer did not mean to declare a network.
#[diagnostic::do_not_recommend]
impl<N: Network> Weights for N {
    const TENSORS: &'static [Tensor] = &[];
    const LAYERS: &'static [LayerInfo] = N::LAYERS;
    const TRAINABLE: usize = N::TRAINABLE;
    const GRADIENTS: usize = N::GRADIENTS;
}

#[diagnostic::do_not_recommend]
impl<N: Network> Layer for N {
    type Input = N::LayerInput;
    type Output = N::LayerOutput;
    const TAPE: usize = N::NESTED.per_sample;
    const WORKSPACE: usize = N::INFERENCE.per_sample;
    const SCRATCH: usize = N::NESTED.scratch;
    const INFERENCE_SCRATCH: usize = N::INFERENCE.scratch;

    fn forward(&self, forward: Forward<'_, N::Scalar>) {
        nested_forward(self, forward);
    }

    fn backward(&self, backward: Backward<'_, N::Scalar>) {
        nested_backward(self, backward);
    }
}

/// A network's forward pass as a layer's.
fn nested_forward<N: Network>(network: &N, forward: Forward<'_, N::Scalar>) {
    let pass = forward.pass;
    if pass.training {
        network.run_forward::<true>(pass, forward.inputs, &NO_LOGITS, forward.tape, forward.scratch);
        let mut output = forward.output;
        for head in N::NESTED_HEADS {
            let (own, rest) = core::mem::take(&mut output).split_at_mut(head.output.len * pass.batch);
            own.copy_from_slice(&forward.tape[head.output.offset * pass.batch..][..own.len()]);
            output = rest;
        }
        return;
    }
    let mut rest = forward.output;
    let mut ports = N::OUTPUT_PORTS.iter();
    let mut outputs: [&mut [N::Scalar]; MAX_PARTS] = core::array::from_fn(|_| {
        let len = ports.next().map_or(0, |port| port.shape.len() * pass.batch);
        let (own, others) = core::mem::take(&mut rest).split_at_mut(len);
        rest = others;
        own
    });
    let outputs = &mut outputs[..N::OUTPUT_PORTS.len()];
    network.run_infer(pass, forward.inputs, outputs, forward.tape, forward.scratch);
}

/// A network's backward pass as a layer's.
fn nested_backward<N: Network>(network: &N, backward: Backward<'_, N::Scalar>) {
    let batch = backward.pass.batch;
    let mut d_output = &*backward.d_output;
    for head in N::NESTED_HEADS {
        let (own, rest) = d_output.split_at(head.d_output.len * batch);
        backward.tape[head.d_output.offset * batch..][..own.len()].copy_from_slice(own);
        d_output = rest;
    }
    let gradients = backward.d_params;
    network.run_backward::<true>(
        backward.pass,
        backward.inputs,
        &NO_LOGITS,
        backward.tape,
        backward.scratch,
        gradients.values,
        gradients.accumulate,
        backward.d_inputs,
    );
}
