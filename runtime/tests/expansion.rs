//! The expansion of one network, written by hand: what `network!` generates, and why.
//!
//! ```ignore
//! network! {
//!     /// Three layers.
//!     pub struct Small: [2, 3] -> [2] {
//!         hidden: Dense(4, activation = relu),
//!         Flatten,
//!         Dense(2, activation = softmax),
//!     }
//! }
//! ```

use netform::nalgebra::{SMatrix, SVector};
use netform::network::Network as _;

/// Three layers.
#[repr(C)]
pub struct Small {
    /// Fields have the types of the layers' weights; sizes are constants of the operations.
    pub hidden: ::netform::layers::Dense<
        { Small::__OP0.inputs() },
        { Small::__OP0.units() },
        { Small::__OP0.biases() },
        f32,
    >,
    pub flatten: ::netform::layers::Flatten,
    pub dense: ::netform::layers::Dense<
        { Small::__OP2.inputs() },
        { Small::__OP2.units() },
        { Small::__OP2.biases() },
        f32,
    >,
}

/// The memory of [`Small::predict_into`].
pub type SmallWorkspace = ::netform::Workspace<f32, { Small::__WORKSPACE }>;

// The chain of shapes. One operation and one description a layer; layer i's input is the
// description's output of its producer. Nothing here fails: checks stand apart.
#[doc(hidden)]
impl Small {
    const __IN0: ::netform::__private::Shape = ::netform::__private::Shape::new(&[2, 3]);
    const __OUT0: ::netform::__private::Shape = ::netform::__private::Shape::new(&[2]);
    const __OP0: ::netform::layers::dense::Op = ::netform::layers::dense::Op::new(&[Self::__IN0], 4)
        .activation(::netform::__private::Activation::Relu);
    const __D0: ::netform::__private::Description =
        Self::__OP0.describe(::netform::__private::Site::new(["hidden", "Dense"], ["", ""]));
    const __OP1: ::netform::layers::flatten::Op = ::netform::layers::flatten::Op::new(&[Self::__D0.output]);
    const __D1: ::netform::__private::Description =
        Self::__OP1.describe(::netform::__private::Site::new(["flatten", "Flatten"], ["hidden", "Dense"]));
    const __OP2: ::netform::layers::dense::Op = ::netform::layers::dense::Op::new(&[Self::__D1.output], 2)
        .activation(::netform::__private::Activation::Softmax);
    const __D2: ::netform::__private::Description =
        Self::__OP2.describe(::netform::__private::Site::new(["dense", "Dense"], ["flatten", "Flatten"]));

    // Inference: step i runs operation i. The network's output is not in the plan, the last
    // operation writes it where the caller wants it; a view (Flatten) has no buffer of its own.
    const __INFER: ::netform::__private::Plan<1> = ::netform::__private::Plan::new([
        // hidden's output: written by step 0, read by step 2.
        ::netform::__private::Buffer { len: Self::__D0.output.len(), born: 0, dies: 2 },
    ]);
    // Training: steps 0..3 forward, then the loss at 3, then backward of operation i at 6 - i.
    const __TRAIN: ::netform::__private::Plan<6> = ::netform::__private::Plan::new([
        // Values and tapes live until their producer's backward (activations read the output) or
        // their last reader's, whichever is later.
        ::netform::__private::Buffer { len: Self::__D0.output.len(), born: 0, dies: 6 },
        ::netform::__private::Buffer { len: Self::__D0.tape, born: 0, dies: 6 },
        ::netform::__private::Buffer { len: Self::__D2.output.len(), born: 2, dies: 4 },
        ::netform::__private::Buffer { len: Self::__D2.tape, born: 2, dies: 4 },
        // Gradients of values, from their first write to their producer's backward.
        ::netform::__private::Buffer { len: Self::__D2.output.len(), born: 3, dies: 4 },
        ::netform::__private::Buffer { len: Self::__D0.output.len(), born: 4, dies: 6 },
    ]);
    const __SCRATCH: usize = ::netform::__private::largest([Self::__D0.scratch, Self::__D2.scratch]);
    const __WORKSPACE: usize = Self::__INFER.len + Self::__SCRATCH;
}

// The checks, each in a constant of its own, with the spans of the user's tokens.
const _: () = Small::__D0.check();
const _: () = Small::__D1.check();
const _: () = Small::__D2.check();
const _: () = ::netform::__private::check_output(
    Small::__D2.output,
    Small::__OUT0,
    "Small",
    ::netform::__private::Site::new(["dense", "Dense"], ["flatten", "Flatten"]),
);

// SAFETY: `repr(C)` of layers' weights alone.
unsafe impl ::netform::__private::Params for Small {
    type Scalar = f32;
}

impl ::netform::__private::Network for Small {
    type Input = ::netform::nalgebra::SMatrix<f32, { Small::__IN0.rows() }, { Small::__IN0.columns() }>;
    type Output = ::netform::nalgebra::SMatrix<f32, { Small::__OUT0.rows() }, { Small::__OUT0.columns() }>;

    const NAME: &'static str = "Small";
    const INPUT_PORTS: &'static [::netform::__private::Port] =
        &[::netform::__private::Port { name: "", shape: Self::__IN0 }];
    const OUTPUT_PORTS: &'static [::netform::__private::Port] =
        &[::netform::__private::Port { name: "", shape: Self::__OUT0 }];
    const LAYERS: &'static [::netform::__private::LayerInfo] = &[
        ::netform::__private::LayerInfo {
            name: "hidden",
            class: "Dense",
            description: Self::__D0,
            layers: &[],
            trainable: true,
        },
        ::netform::__private::LayerInfo {
            name: "flatten",
            class: "Flatten",
            description: Self::__D1,
            layers: &[],
            trainable: true,
        },
        ::netform::__private::LayerInfo {
            name: "dense",
            class: "Dense",
            description: Self::__D2,
            layers: &[],
            trainable: true,
        },
    ];
    const TRAINABLE: usize = Self::__D0.tensors.trainable() + Self::__D2.tensors.trainable();
    const HEADS: &'static [::netform::__private::Head] = &[::netform::__private::Head {
        activation: Self::__D2.activation,
        output: Self::__TRAIN.slots[2],
        d_output: Self::__TRAIN.slots[4],
    }];
    const INFERENCE: ::netform::__private::Memory =
        ::netform::__private::Memory { per_sample: Self::__INFER.len, scratch: Self::__SCRATCH };
    const TRAINING: ::netform::__private::Memory =
        ::netform::__private::Memory { per_sample: Self::__TRAIN.len, scratch: Self::__SCRATCH };

    fn infer(
        &self,
        pass: ::netform::__private::Pass,
        inputs: &[&[f32]],
        outputs: &mut [&mut [f32]],
        memory: &mut [f32],
    ) {
        let mut arena = ::netform::__private::Arena::new(memory, pass.batch, Self::__INFER.len);
        {
            let view = arena.view([], [Self::__INFER.slots[0]]);
            let [output] = view.write;
            ::netform::__private::Op::forward(
                &Self::__OP0,
                ::netform::__private::Forward {
                    pass,
                    node: 0,
                    params: ::netform::__private::Params::as_slice(&self.hidden),
                    inputs: &[inputs[0]],
                    output,
                    tape: &mut [],
                    scratch: view.scratch,
                    logits: false,
                },
            );
        }
        {
            let view = arena.view([Self::__INFER.slots[0]], []);
            let [input] = view.read;
            let [] = view.write;
            ::netform::__private::Op::forward(
                &Self::__OP2,
                ::netform::__private::Forward {
                    pass,
                    node: 2,
                    params: ::netform::__private::Params::as_slice(&self.dense),
                    inputs: &[input],
                    output: outputs[0],
                    tape: &mut [],
                    scratch: view.scratch,
                    logits: false,
                },
            );
        }
    }

    fn forward(
        &self,
        pass: ::netform::__private::Pass,
        inputs: &[&[f32]],
        logits: &[bool],
        memory: &mut [f32],
    ) {
        let mut arena = ::netform::__private::Arena::new(memory, pass.batch, Self::__TRAIN.len);
        {
            let view = arena.view([], [Self::__TRAIN.slots[0], Self::__TRAIN.slots[1]]);
            let [output, tape] = view.write;
            ::netform::__private::Op::forward(
                &Self::__OP0,
                ::netform::__private::Forward {
                    pass,
                    node: 0,
                    params: ::netform::__private::Params::as_slice(&self.hidden),
                    inputs: &[inputs[0]],
                    output,
                    tape,
                    scratch: view.scratch,
                    logits: false,
                },
            );
        }
        {
            let view = arena.view([Self::__TRAIN.slots[0]], [Self::__TRAIN.slots[2], Self::__TRAIN.slots[3]]);
            let [input] = view.read;
            let [output, tape] = view.write;
            ::netform::__private::Op::forward(
                &Self::__OP2,
                ::netform::__private::Forward {
                    pass,
                    node: 2,
                    params: ::netform::__private::Params::as_slice(&self.dense),
                    inputs: &[input],
                    output,
                    tape,
                    scratch: view.scratch,
                    // The last operation before an output takes the caller's word.
                    logits: logits[0],
                },
            );
        }
    }

    fn backward(
        &self,
        pass: ::netform::__private::Pass,
        inputs: &[&[f32]],
        logits: &[bool],
        memory: &mut [f32],
        gradients: &mut [f32],
    ) {
        let mut arena = ::netform::__private::Arena::new(memory, pass.batch, Self::__TRAIN.len);
        // Cut in the order of the fields: one piece a layer with trainable weights.
        let (d_hidden, gradients) = gradients.split_at_mut(Self::__D0.tensors.trainable());
        let (d_dense, _) = gradients.split_at_mut(Self::__D2.tensors.trainable());
        {
            let view = arena.view(
                [Self::__TRAIN.slots[0], Self::__TRAIN.slots[2], Self::__TRAIN.slots[3]],
                [Self::__TRAIN.slots[4], Self::__TRAIN.slots[5]],
            );
            let [input, output, tape] = view.read;
            let [d_output, d_input] = view.write;
            ::netform::__private::Op::backward(
                &Self::__OP2,
                ::netform::__private::Backward {
                    pass,
                    node: 2,
                    params: ::netform::__private::Params::as_slice(&self.dense),
                    inputs: &[input],
                    output,
                    tape,
                    d_output,
                    d_inputs: &mut [::netform::__private::Gradient { values: d_input, accumulate: false }],
                    d_params: ::netform::__private::Gradient { values: d_dense, accumulate: false },
                    scratch: view.scratch,
                    logits: logits[0],
                },
            );
        }
        {
            let view = arena.view([Self::__TRAIN.slots[0], Self::__TRAIN.slots[1]], [Self::__TRAIN.slots[5]]);
            let [output, tape] = view.read;
            let [d_output] = view.write;
            ::netform::__private::Op::backward(
                &Self::__OP0,
                ::netform::__private::Backward {
                    pass,
                    node: 0,
                    params: ::netform::__private::Params::as_slice(&self.hidden),
                    inputs: &[inputs[0]],
                    output,
                    tape,
                    d_output,
                    // The network's input: nobody wants its gradient, and the op does not compute it.
                    d_inputs: &mut [::netform::__private::Gradient { values: &mut [], accumulate: false }],
                    d_params: ::netform::__private::Gradient { values: d_hidden, accumulate: false },
                    scratch: view.scratch,
                    logits: false,
                },
            );
        }
    }
}

impl Small {
    /// The per-sample shape of the input.
    pub const INPUT: [usize; Small::__IN0.rank()] = Self::__IN0.to_array();
    /// The per-sample shape of the output.
    pub const OUTPUT: [usize; Small::__OUT0.rank()] = Self::__OUT0.to_array();
    /// The number of weights.
    pub const PARAMS: usize = <Self as ::netform::__private::Params>::LEN;
    /// The number of weights that training changes by gradients.
    pub const TRAINABLE_PARAMS: usize = <Self as ::netform::__private::Network>::TRAINABLE;

    /// Predicts one sample in memory of the caller's.
    pub fn predict_into(
        &self,
        input: &<Self as ::netform::__private::Network>::Input,
        output: &mut <Self as ::netform::__private::Network>::Output,
        workspace: &mut SmallWorkspace,
    ) {
        ::netform::__private::predict_into(self, input, output, workspace.as_mut_slice());
    }
}

// `new`, `predict`, `compile`, `save` and the like depend on netform's features, which generated
// code cannot see. This macro of the runtime's expands to the inherent methods that there are.
::netform::__private::inherent_methods!(Small, "Small", SmallWorkspace);

#[test]
fn the_hand_written_expansion_works() {
    assert_eq!((Small::INPUT, Small::OUTPUT, Small::PARAMS), ([2, 3], [2], 3 * 4 + 4 + 8 * 2 + 2));
    assert_eq!(Small::TRAINABLE_PARAMS, Small::PARAMS);
    let mut network = netform::__private::zeroed::<Small>();
    network.hidden.kernel = SMatrix::from_fn(|r, c| (r as f32 - c as f32) * 0.5);
    network.dense.kernel = SMatrix::from_fn(|r, c| (r * c) as f32 * 0.25);
    let x = SMatrix::<f32, 3, 2>::from_column_slice(&[1.0, 2.0, -1.0, 0.5, 0.0, 2.0]);
    let y = network.predict(&x);
    let h = (network.hidden.kernel * x).map(|v| v.max(0.0));
    let z = network.dense.kernel * SVector::<f32, 8>::from_column_slice(h.as_slice());
    let e = z.map(f32::exp);
    assert!((y - e / e.sum()).amax() < 1e-6, "{y} {}", e / e.sum());

    // The gradient of the loss y[0], against a central difference.
    let pass = netform::__private::Pass::training(1, 0);
    let mut memory = vec![0.0; Small::TRAINING.elements(1)];
    let mut gradients = vec![0.0; Small::TRAINABLE];
    network.forward(pass, &[x.as_slice()], &[false], &mut memory);
    memory[Small::HEADS[0].d_output.offset..][..2].copy_from_slice(&[1.0, 0.0]);
    network.backward(pass, &[x.as_slice()], &[false], &mut memory, &mut gradients);
    for index in 0..Small::PARAMS {
        let mut at = |step: f32| {
            let params = netform::Params::as_mut_slice(&mut *network);
            let old = params[index];
            params[index] += step;
            let y = network.predict(&x)[0];
            netform::Params::as_mut_slice(&mut *network)[index] = old;
            y
        };
        let difference = (at(0.01) - at(-0.01)) / 0.02;
        assert!((difference - gradients[index]).abs() < 2e-3, "{index}: {difference} {}", gradients[index]);
    }
}
