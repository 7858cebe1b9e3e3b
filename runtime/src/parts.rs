//! The steps of a pass in parts of the batch, one for each thread.

use crate::op::{Backward, Forward, Gradient, Op, Pass};
use crate::pool::join;
use crate::scalar::Scalar;
use crate::threads::Threads;

/// Computes a step of a forward pass.
pub(crate) fn forward<T: Scalar, const I: usize>(op: &dyn Op<T>, work: usize, step: Forward<'_, T>) {
    match threads(work, step.pass) {
        Threads::ONE => op.forward(step),
        threads => forward_on::<T, I>(threads, op, step),
    }
}

/// As [`forward`], on some threads.
pub(crate) fn forward_on<T: Scalar, const I: usize>(threads: Threads, op: &dyn Op<T>, step: Forward<'_, T>) {
    let inputs = array::<T, I>(step.inputs);
    forward_part(op, threads, inputs, Forward { inputs: &[], ..step });
}

/// Computes a step of a backward pass: the inputs' gradients in parts, then the weights', unless the operation shares
/// these out by itself.
pub(crate) fn backward<T: Scalar, const I: usize>(op: &dyn Op<T>, work: usize, step: Backward<'_, T>) {
    match threads(work, step.pass) {
        // One that shares its work gets as many threads as pay, and uses all.
        Threads::ONE if !op.shares_backward() => op.backward(step),
        threads => backward_on::<T, I>(threads, op, step),
    }
}

/// As [`backward`], on some threads.
pub(crate) fn backward_on<T: Scalar, const I: usize>(
    threads: Threads,
    op: &dyn Op<T>,
    step: Backward<'_, T>,
) {
    if op.shares_backward() {
        let pass = Pass { threads, ..step.pass };
        return op.backward(Backward { pass, ..step });
    }
    let Backward { pass, node, params, inputs, output, tape, d_output, d_inputs, d_params, scratch, logits } =
        step;
    let mut lent = d_inputs.iter_mut();
    let part = Part {
        pass,
        inputs: array::<T, I>(inputs),
        output,
        tape: &mut *tape,
        d_output: &mut *d_output,
        d_inputs: core::array::from_fn(|_| lent.next().map_or_else(unwanted, Gradient::lend)),
        scratch: &mut *scratch,
    };
    backward_part(&Layer { op, node, params, logits }, threads, part);
    if d_params.is_wanted() {
        let d_inputs = &mut core::array::from_fn::<_, I, _>(|_| unwanted());
        let logits = true;
        op.backward(Backward {
            pass,
            node,
            params,
            inputs,
            output,
            tape,
            d_output,
            d_inputs,
            d_params,
            scratch,
            logits,
        });
    }
}

/// The threads that share an operation's work, so much a sample.
fn threads(work: usize, pass: Pass) -> Threads {
    pass.threads.sharing(work.saturating_mul(pass.batch), pass.batch)
}

fn array<'a, T, const I: usize>(inputs: &[&'a [T]]) -> [&'a [T]; I] {
    core::array::from_fn(|input| inputs[input])
}

fn unwanted<'a, T>() -> Gradient<'a, T> {
    Gradient { values: &mut [], accumulate: false }
}

/// Cuts a part of a forward step in two until there is one for each thread.
fn forward_part<T: Scalar, const I: usize>(
    op: &dyn Op<T>,
    threads: Threads,
    inputs: [&[T]; I],
    step: Forward<'_, T>,
) {
    let Some(halves) = threads.halves() else {
        let pass = Pass { threads, ..step.pass };
        return op.forward(Forward { pass, inputs: &inputs, ..step });
    };
    let cut = Cut::new(step.pass, halves);
    let Forward { node, params, logits, .. } = step;
    let (output, tape) = (cut.samples_mut(step.output), cut.samples_mut(step.tape));
    let scratch = cut.scratch(step.scratch);
    let inputs = inputs.map(|input| cut.samples(input));
    let [first, second] = cut.passes;
    let first = Forward {
        pass: first,
        node,
        params,
        inputs: &[],
        output: output.0,
        tape: tape.0,
        scratch: scratch.0,
        logits,
    };
    let second = Forward {
        pass: second,
        node,
        params,
        inputs: &[],
        output: output.1,
        tape: tape.1,
        scratch: scratch.1,
        logits,
    };
    join(
        || forward_part(op, halves[0], inputs.map(|input| input.0), first),
        || forward_part(op, halves[1], inputs.map(|input| input.1), second),
    );
}

/// What all parts of a backward step share.
struct Layer<'a, T> {
    op: &'a dyn Op<T>,
    node: u64,
    params: &'a [T],
    logits: bool,
}

/// The samples of a part of a backward step.
struct Part<'a, T, const I: usize> {
    pass: Pass,
    inputs: [&'a [T]; I],
    output: &'a [T],
    tape: &'a mut [T],
    d_output: &'a mut [T],
    d_inputs: [Gradient<'a, T>; I],
    scratch: &'a mut [T],
}

/// Cuts a part of a backward step in two until there is one for each thread.
fn backward_part<T: Scalar, const I: usize>(
    layer: &Layer<'_, T>,
    threads: Threads,
    mut part: Part<'_, T, I>,
) {
    let Some(halves) = threads.halves() else {
        let mut d_inputs = part.d_inputs.each_mut().map(Gradient::lend);
        return layer.op.backward(Backward {
            pass: Pass { threads, ..part.pass },
            node: layer.node,
            params: layer.params,
            inputs: &part.inputs,
            output: part.output,
            tape: &mut *part.tape,
            d_output: &mut *part.d_output,
            d_inputs: &mut d_inputs,
            d_params: unwanted(),
            scratch: &mut *part.scratch,
            logits: layer.logits,
        });
    };
    let cut = Cut::new(part.pass, halves);
    let inputs = part.inputs.map(|input| cut.samples(input));
    let (output, scratch) = (cut.samples(part.output), cut.scratch(part.scratch));
    let (tape, d_output) = (cut.samples_mut(part.tape), cut.samples_mut(part.d_output));
    let mut others = core::array::from_fn::<_, I, _>(|_| unwanted());
    let d_inputs = part.d_inputs;
    let mut index = 0;
    let d_inputs = d_inputs.map(|Gradient { values, accumulate }| {
        let (own, rest) = cut.samples_mut(values);
        others[index] = Gradient { values: rest, accumulate };
        index += 1;
        Gradient { values: own, accumulate }
    });
    let [first, second] = cut.passes;
    let first = Part {
        pass: first,
        inputs: inputs.map(|input| input.0),
        output: output.0,
        tape: tape.0,
        d_output: d_output.0,
        d_inputs,
        scratch: scratch.0,
    };
    let second = Part {
        pass: second,
        inputs: inputs.map(|input| input.1),
        output: output.1,
        tape: tape.1,
        d_output: d_output.1,
        d_inputs: others,
        scratch: scratch.1,
    };
    join(|| backward_part(layer, halves[0], first), || backward_part(layer, halves[1], second));
}

/// Where a batch is cut in two.
struct Cut {
    batch: usize,
    halves: [Threads; 2],
    passes: [Pass; 2],
}

impl Cut {
    fn new(pass: Pass, halves: [Threads; 2]) -> Self {
        let middle = Threads::middle(halves, pass.batch);
        let second = Pass { batch: pass.batch - middle, first: pass.first + middle, ..pass };
        Self { batch: pass.batch, halves, passes: [Pass { batch: middle, ..pass }, second] }
    }

    fn middle<T>(&self, values: &[T]) -> usize {
        values.len() / self.batch * self.passes[0].batch
    }

    /// The values of both parts; those that are not there have none.
    fn samples<'a, T>(&self, values: &'a [T]) -> (&'a [T], &'a [T]) {
        values.split_at(self.middle(values))
    }

    fn samples_mut<'a, T>(&self, values: &'a mut [T]) -> (&'a mut [T], &'a mut [T]) {
        values.split_at_mut(self.middle(values))
    }

    /// Working memory for both parts: there is some for each thread.
    fn scratch<'a, T>(&self, scratch: &'a mut [T]) -> (&'a mut [T], &'a mut [T]) {
        scratch.split_at_mut(Threads::middle(self.halves, scratch.len()))
    }
}
