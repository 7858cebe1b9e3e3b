use super::*;
use crate::layers::test::{Case, assert_all_close, check, random};

const SITE: Site = Site::new(["conv", "Conv1D"], ["sound", ""]);

fn op(steps: usize, channels: usize, filters: usize, kernel: usize) -> Op {
    Op::new(&[Shape::new(&[steps, channels])], filters, kernel)
}

/// Keras's definition, element by element.
fn reference(op: &Op, batch: usize, input: &[f64], params: &[f64]) -> Vec<f64> {
    let [steps, channels] = op.input.to_array::<2>();
    let [positions, filters] = op.describe(SITE).output.to_array::<2>();
    let (per_group, filters_per_group) = (channels / op.groups, filters / op.groups);
    let (kernel, bias) = params.split_at(op.kernels() * filters);
    let span = (op.kernel_size - 1) * op.dilation_rate + 1;
    let before = match op.padding {
        Padding::Valid => 0,
        Padding::Same => ((steps.div_ceil(op.strides) - 1) * op.strides + span).saturating_sub(steps) / 2,
        Padding::Causal => span - 1,
    };
    let mut result = Vec::new();
    for (sample, position, f) in (0..batch).flat_map(|sample| {
        (0..positions).flat_map(move |position| (0..filters).map(move |f| (sample, position, f)))
    }) {
        let mut sum = bias.get(f).copied().unwrap_or(0.0);
        for tap in 0..op.kernel_size {
            let step = (position * op.strides + tap * op.dilation_rate).wrapping_sub(before);
            if step < steps {
                for c in 0..per_group {
                    let channel = f / filters_per_group * per_group + c;
                    sum += input[(sample * steps + step) * channels + channel]
                        * kernel[(tap * per_group + c) * filters + f];
                }
            }
        }
        result.push(sum);
    }
    result
}

/// Every combination of arguments that takes a path of its own.
fn cases() -> Vec<Op> {
    vec![
        op(7, 1, 3, 3),
        op(11, 1, 9, 3),
        op(12, 1, 2, 4).padding(Padding::Causal).dilation_rate(2),
        op(7, 3, 2, 3).padding(Padding::Same).use_bias(false),
        op(7, 5, 2, 2).padding(Padding::Causal),
        op(8, 4, 3, 4).padding(Padding::Same),
        op(9, 4, 3, 3).dilation_rate(2),
        op(9, 4, 3, 3).dilation_rate(2).padding(Padding::Causal),
        op(9, 2, 3, 3).dilation_rate(3).padding(Padding::Same),
        op(9, 4, 3, 3).strides(2),
        op(9, 3, 3, 3).strides(2).padding(Padding::Same),
        op(8, 3, 3, 3).strides(3).padding(Padding::Causal),
        op(6, 4, 6, 3).groups(2).padding(Padding::Causal),
        op(6, 8, 6, 2).groups(2).dilation_rate(2),
        op(6, 3, 5, 1),
        op(6, 3, 5, 1).strides(2),
        op(5, 4, 3, 5),
        op(3, 4, 2, 7).padding(Padding::Same),
        op(3, 4, 2, 3).padding(Padding::Causal).dilation_rate(4),
    ]
}

#[test]
fn agrees_with_the_definition() {
    for op in cases() {
        let description = op.describe(SITE);
        let inputs = [random(op.input.len() * 3, 1)];
        let params = random(description.tensors.elements(), 2);
        let output = Case::<_, f64>::new(&op, &description, 3, &inputs, &params).output();
        assert_all_close(&output, &reference(&op, 3, &inputs[0], &params), 1e-13);
    }
}

#[test]
fn gradients_agree_with_differences() {
    for op in cases() {
        let op = op.activation(Activation::Sigmoid);
        let description = op.describe(SITE);
        let params = random::<f64>(description.tensors.elements(), 2);
        check(&op, &description, 2, &[random(op.input.len() * 2, 1)], &params);
    }
}

/// Sequences so long that only their ends are copied, against the definition.
#[test]
fn pieces_join_without_a_seam() {
    for op in [
        op(1300, 4, 3, 5).padding(Padding::Same),
        op(600, 8, 5, 15).padding(Padding::Causal).dilation_rate(4),
        op(1100, 4, 2, 3).padding(Padding::Same).strides(2),
        op(1103, 6, 4, 4).padding(Padding::Causal).strides(3).groups(2),
    ] {
        let description = op.describe(SITE);
        assert!(description.scratch < op.input.len(), "the whole sequence is copied");
        let inputs = [random(op.input.len() * 2, 1)];
        let params = random(description.tensors.elements(), 2);
        let case = Case::<_, f64>::new(&op, &description, 2, &inputs, &params);
        assert_all_close(&case.output(), &reference(&op, 2, &inputs[0], &params), 1e-13);
        // The operation is linear in its input: ⟨d_z, conv(x)⟩ = ⟨d_input, x⟩, without the bias.
        let weights = op.kernels() * op.filters;
        let no_bias = [&params[..weights], &vec![0.0; op.filters][..]].concat();
        let case = Case { params: &no_bias, ..case };
        let d_output: Vec<f64> = random(description.output.len() * 2, 3);
        let gradients = case.gradients(&d_output);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let forward = dot(&case.output(), &d_output);
        assert!((forward - dot(&gradients.d_inputs[0], &inputs[0])).abs() < 1e-10 * forward.abs().max(1.0));
        // And linear in its kernel.
        let d_kernel = &gradients.d_params[..weights];
        assert!((forward - dot(d_kernel, &no_bias)).abs() < 1e-10 * forward.abs().max(1.0));
    }
}

#[test]
fn a_causal_step_sees_itself_and_the_past() {
    let op = op(4, 1, 1, 2).padding(Padding::Causal);
    let description = op.describe(SITE);
    let inputs = [vec![1.0_f32, 2.0, 3.0, 4.0]];
    let case = Case::new(&op, &description, 1, &inputs, &[10.0, 1.0, 0.5]);
    assert_eq!(case.output(), [1.5, 12.5, 23.5, 34.5]);
    let gradients = case.gradients(&[1.0, 0.0, 2.0, 0.0]);
    assert_eq!(gradients.d_inputs[0], [1.0, 20.0, 2.0, 0.0]);
    assert_eq!(gradients.d_params, [4.0, 7.0, 3.0]);
}

#[test]
fn describes_shapes_weights_and_fans() {
    const OP: Op = Op::new(&[Shape::new(&[100, 4])], 8, 5).groups(2).strides(2);
    const DESCRIPTION: Description = OP.padding(Padding::Causal).describe(SITE);
    assert_eq!(DESCRIPTION.output, Shape::new(&[50, 8]));
    assert_eq!(OP.describe(SITE).output, Shape::new(&[48, 8]));
    let [kernel, bias] = DESCRIPTION.tensors.as_slice() else { panic!("two tensors") };
    assert_eq!((kernel.shape, kernel.fans), (Shape::new(&[5, 2, 8]), [10, 40]));
    assert_eq!((bias.shape, bias.fans), (Shape::new(&[8]), [8, 8]));
    assert_eq!((OP.kernels(), OP.filters(), OP.use_bias(false).biases()), (10, 8, 0));
    assert_eq!(size_of::<Conv1D<{ OP.kernels() }, { OP.filters() }>>(), (10 * 8 + 8) * 4);
    assert_eq!(OP.use_bias(false).describe(SITE).tensors.as_slice().len(), 1);
}

fn problem(op: Op, producer: [&'static str; 2]) -> String {
    let description = op.describe(Site::new(["conv", "Conv1D"], producer));
    description.problem.expect("a problem").as_str().into()
}

#[test]
fn says_what_is_no_sequence() {
    let conv = |shape: &[usize]| Op::new(&[Shape::new(shape)], 8, 3);
    assert_eq!(
        problem(conv(&[676]), ["flatten", "Flatten"]),
        "layer `conv` (Conv1D) expects [steps, channels], but layer `flatten` (Flatten) gives [676]\n\
         help: put `conv` before the Flatten"
    );
    assert_eq!(
        problem(conv(&[100]), ["", ""]),
        "layer `conv` (Conv1D) expects [steps, channels], but the input gives [100]\n\
         help: a channels axis is missing: declare the input as [100, 1]"
    );
    assert_eq!(
        problem(conv(&[100]), ["dense", "Dense"]),
        "layer `conv` (Conv1D) expects [steps, channels], but layer `dense` (Dense) gives [100]\n\
         help: if these are steps, put `Reshape((100, 1))` before `conv`"
    );
    assert_eq!(
        problem(conv(&[28, 28, 1]), ["image", ""]),
        "layer `conv` (Conv1D) expects [steps, channels], but input `image` gives [28, 28, 1]\n\
         help: for images use `Conv2D`"
    );
    assert_eq!(
        problem(conv(&[5, 0]), ["", ""]),
        "layer `conv` (Conv1D) expects [steps, channels], but the input gives [5, 0]\n\
         help: every axis must be at least 1"
    );
    assert_eq!(conv(&[676]).describe(SITE).output, Shape::new(&[UNKNOWN, 8]));
}

#[test]
fn says_which_kernel_would_fit() {
    let other = ["first", "Conv1D"];
    assert_eq!(
        problem(op(3, 8, 4, 5), other),
        "layer `conv` (Conv1D) expects at least 5 steps, but layer `first` (Conv1D) gives [3, 8]\n\
         help: kernel 5 does not fit 3; use `padding = same` or a kernel of at most 3"
    );
    assert!(op(3, 8, 4, 5).padding(Padding::Causal).describe(SITE).problem.is_none());
    assert_eq!(
        problem(op(4, 8, 4, 3).dilation_rate(2), other),
        "layer `conv` (Conv1D) expects at least 5 steps, but layer `first` (Conv1D) gives [4, 8]\n\
         help: kernel 3 with dilation 2 spans 5 steps and does not fit 4; use `padding = same` or a kernel of at most 2"
    );
    assert_eq!(
        problem(op(2, 100, 4, 5), ["sound", ""]),
        "layer `conv` (Conv1D) expects [steps, channels], but input `sound` gives [2, 100]\n\
         help: channels come last: if 100 are the steps, declare the input as [100, 2]"
    );
}

#[test]
fn says_which_arguments_contradict() {
    let op = op(9, 8, 12, 3);
    for (op, text) in [
        (Op { filters: 0, ..op }, "filters must be at least 1"),
        (Op { kernel_size: 0, ..op }, "kernel_size must be at least 1"),
        (op.strides(0), "strides must be at least 1"),
        (op.dilation_rate(0), "dilation_rate must be at least 1"),
        (op.groups(0), "groups must be at least 1"),
        (
            op.groups(5),
            "groups 5 must divide the channels, but input `sound` gives [9, 8]\nhelp: use `groups = 4`",
        ),
        (op.groups(8), "groups 8 must divide the filters, found 12\nhelp: use `groups = 4`"),
    ] {
        assert_eq!(problem(op, ["sound", ""]), format!("layer `conv` (Conv1D): {text}"));
    }
    assert_eq!(
        problem(op.strides(2).dilation_rate(3), ["sound", ""]),
        "layer `conv` (Conv1D) has strides 2 and dilation_rate 3, but only one of them may exceed 1\n\
         help: leave out `strides` or `dilation_rate`"
    );
}

#[test]
fn a_mistaken_input_raises_nothing_more() {
    for shape in [&[UNKNOWN, 8][..], &[UNKNOWN], &[4, UNKNOWN]] {
        let description = Op::new(&[Shape::new(shape)], 4, 5).groups(3).describe(SITE);
        assert!(description.problem.is_none());
        assert_eq!((description.output.last(), description.scratch), (4, 0));
    }
}
