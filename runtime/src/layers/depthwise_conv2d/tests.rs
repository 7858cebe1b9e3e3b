use super::*;
use crate::layers::test::{Case, assert_all_close, check, random};

const SITE: Site = Site::new(["conv", "DepthwiseConv2D"], ["image", ""]);

fn op(height: usize, width: usize, channels: usize, kernel: [usize; 2]) -> Op {
    Op::new(&[Shape::new(&[height, width, channels])], kernel)
}

/// Keras's definition, element by element.
fn reference(op: &Op, batch: usize, input: &[f64], params: &[f64]) -> Vec<f64> {
    let [height, width, channels] = op.input.to_array::<3>();
    let output = op.describe(SITE).output.to_array::<3>();
    let multiplier = op.depth_multiplier;
    let (kernel, bias) = params.split_at(op.kernels() * multiplier);
    let before = [0, 1].map(|axis| {
        let n = [height, width][axis];
        let total = (n.div_ceil(op.strides[axis]) - 1) * op.strides[axis]
            + (op.kernel_size[axis] - 1) * op.dilation_rate[axis]
            + 1;
        if op.padding == Padding::Same { total.saturating_sub(n) / 2 } else { 0 }
    });
    let mut result = Vec::new();
    for at in 0..batch * output.iter().product::<usize>() {
        let (filter, x) = (at % output[2], at / output[2] % output[1]);
        let (y, sample) = (at / output[2] / output[1] % output[0], at / output.iter().product::<usize>());
        let mut sum = bias.get(filter).copied().unwrap_or(0.0);
        for (ky, kx) in (0..op.kernel_size[0]).flat_map(|ky| (0..op.kernel_size[1]).map(move |kx| (ky, kx))) {
            let iy = (y * op.strides[0] + ky * op.dilation_rate[0]).wrapping_sub(before[0]);
            let ix = (x * op.strides[1] + kx * op.dilation_rate[1]).wrapping_sub(before[1]);
            if iy < height && ix < width {
                let channel = filter / multiplier;
                let weight =
                    ((ky * op.kernel_size[1] + kx) * channels + channel) * multiplier + filter % multiplier;
                sum += input[((sample * height + iy) * width + ix) * channels + channel] * kernel[weight];
            }
        }
        result.push(sum);
    }
    result
}

/// Every combination of arguments that takes a path of its own.
fn cases() -> Vec<Op> {
    vec![
        op(5, 6, 1, [3, 3]),
        op(5, 6, 3, [3, 3]).padding(Padding::Same),
        op(5, 5, 3, [3, 3]).padding(Padding::Same).use_bias(false),
        op(6, 5, 2, [3, 2]).strides([2, 3]).padding(Padding::Same),
        op(7, 5, 2, [3, 3]).strides([2, 2]),
        op(6, 5, 2, [2, 3]).strides([3, 1]),
        op(5, 5, 2, [1, 1]).strides([2, 2]),
        op(4, 4, 3, [1, 1]),
        op(6, 5, 2, [5, 4]).padding(Padding::Same),
        op(5, 6, 2, [3, 3]).dilation_rate([2, 1]).padding(Padding::Same),
        op(5, 6, 2, [2, 3]).dilation_rate([2, 2]),
        op(3, 3, 2, [3, 3]),
        op(5, 4, 2, [3, 3]).depth_multiplier(2).padding(Padding::Same),
        op(5, 4, 3, [2, 2]).depth_multiplier(3).strides([2, 1]),
        op(4, 3, 1, [3, 2]).depth_multiplier(2).use_bias(false),
        op(2, 2, 2, [5, 5]).padding(Padding::Same),
        op(1, 3, 2, [2, 2]).padding(Padding::Same).dilation_rate([2, 1]),
        op(1, 1, 2, [2, 2]).padding(Padding::Same).dilation_rate([3, 3]).use_bias(false),
    ]
}

#[test]
fn agrees_with_the_definition() {
    let of_all_widths = [4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 33, 40];
    let wide = of_all_widths.into_iter().flat_map(|channels| {
        [1, 3, 6, 11].map(|width| op(4, width, channels, [3, 3]).padding(Padding::Same))
    });
    for op in cases().into_iter().chain(wide) {
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

/// Images of many bands and of all tails of registers: both gradients are adjoint to forward.
#[test]
fn gradients_are_adjoint() {
    for op in [
        op(40, 33, 24, [3, 3]).padding(Padding::Same),
        op(21, 22, 19, [3, 3]).padding(Padding::Same).strides([2, 2]),
        op(9, 11, 35, [5, 4]),
        op(12, 12, 9, [3, 3]).padding(Padding::Same).depth_multiplier(2),
        op(13, 12, 7, [3, 3]).strides([2, 2]).depth_multiplier(3),
    ] {
        let description = op.describe(SITE);
        let inputs = [random(op.input.len() * 2, 1)];
        let weights = op.kernels() * op.depth_multiplier;
        let params = [random::<f64>(weights, 2), vec![0.0; op.filters()]].concat();
        let case = Case::<_, f64>::new(&op, &description, 2, &inputs, &params);
        assert_all_close(&case.output(), &reference(&op, 2, &inputs[0], &params), 1e-13);
        let d_output: Vec<f64> = random(description.output.len() * 2, 3);
        let gradients = case.gradients(&d_output);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let forward = dot(&case.output(), &d_output);
        let scale = 1e-10 * forward.abs().max(1.0);
        assert!((forward - dot(&gradients.d_inputs[0], &inputs[0])).abs() < scale);
        assert!((forward - dot(&gradients.d_params[..weights], &params[..weights])).abs() < scale);
    }
}

#[test]
fn channels_stay_apart() {
    let op = op(1, 2, 2, [1, 2]).depth_multiplier(2);
    let description = op.describe(SITE);
    let inputs = [vec![1.0_f32, 10.0, 2.0, 20.0]];
    // Taps, then channels, then kernels of a channel.
    let params = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 0.5, 0.0, 0.0, 0.0];
    let case = Case::new(&op, &description, 1, &inputs, &params);
    assert_eq!(case.output(), [11.5, 14.0, 170.0, 200.0]);
    let gradients = case.gradients(&[1.0, 0.0, 0.0, 2.0]);
    assert_eq!(gradients.d_inputs[0], [1.0, 8.0, 5.0, 16.0]);
    assert_eq!(gradients.d_params, [1.0, 0.0, 0.0, 20.0, 2.0, 0.0, 0.0, 40.0, 1.0, 0.0, 0.0, 2.0]);
}

#[test]
fn describes_shapes_weights_and_fans() {
    const OP: Op = Op::new(&[Shape::new(&[28, 28, 4])], [3, 5]).depth_multiplier(2).strides([2, 1]);
    const DESCRIPTION: Description = OP.padding(Padding::Same).describe(SITE);
    assert_eq!(DESCRIPTION.output, Shape::new(&[14, 28, 8]));
    let [kernel, bias] = DESCRIPTION.tensors.as_slice() else { panic!("two tensors") };
    assert_eq!((kernel.shape, kernel.fans), (Shape::new(&[3, 5, 4, 2]), [60, 30]));
    assert_eq!((bias.shape, bias.fans), (Shape::new(&[8]), [8, 8]));
    assert_eq!((OP.kernels(), OP.multiplier(), OP.biases(), OP.use_bias(false).biases()), (60, 2, 8, 0));
    assert_eq!(size_of::<DepthwiseConv2D<{ OP.kernels() }, 2, { OP.biases() }>>(), (60 * 2 + 8) * 4);
}

#[test]
fn scratch_does_not_grow_with_the_image() {
    let of = |size: usize| op(size, size, 32, [3, 3]).padding(Padding::Same).describe(SITE).scratch;
    // Three parts of the gradients of kernel and bias.
    assert_eq!((of(64), of(8)), (3 * 10 * 32, 3 * 10 * 32));
    assert_eq!(op(64, 64, 32, [3, 3]).strides([2, 2]).describe(SITE).inference_scratch, 0);
}

fn problem(op: Op, producer: [&'static str; 2]) -> String {
    let description = op.describe(Site::new(["conv", "DepthwiseConv2D"], producer));
    description.problem.expect("a problem").as_str().into()
}

#[test]
fn says_what_does_not_fit() {
    assert_eq!(
        problem(op(3, 9, 8, [5, 5]), ["pool", "MaxPooling2D"]),
        "layer `conv` (DepthwiseConv2D) expects at least 5 x 5 pixels, but layer `pool` (MaxPooling2D) gives [3, 9, 8]\n\
         help: kernel 5 does not fit height 3; use `padding = same` or a kernel of at most 3"
    );
    assert_eq!(
        problem(Op::new(&[Shape::new(&[676])], [3, 3]), ["flatten", "Flatten"]),
        "layer `conv` (DepthwiseConv2D) expects [height, width, channels], but layer `flatten` (Flatten) gives [676]\n\
         help: put `conv` before the Flatten"
    );
    let op = op(9, 9, 8, [3, 3]);
    for (op, text) in [
        (Op { kernel_size: [0, 3], ..op }, ": kernel_size must be at least 1, found (0, 3)"),
        (op.strides([1, 0]), ": strides must be at least 1, found (1, 0)"),
        (op.depth_multiplier(0), ": depth_multiplier must be at least 1"),
        (op.dilation_rate([0, 1]), ": dilation_rate must be at least 1, found (0, 1)"),
        (
            op.strides([2, 2]).dilation_rate([2, 2]),
            " has strides (2, 2) and dilation_rate (2, 2), but only one of them may exceed 1\n\
             help: leave out `strides` or `dilation_rate`",
        ),
    ] {
        assert_eq!(problem(op, ["image", ""]), format!("layer `conv` (DepthwiseConv2D){text}"));
    }
}

#[test]
fn a_mistaken_input_raises_nothing_more() {
    for (shape, last) in
        [(&[UNKNOWN, UNKNOWN, 8][..], 16), (&[UNKNOWN], UNKNOWN), (&[4, UNKNOWN, UNKNOWN], UNKNOWN)]
    {
        let description = Op::new(&[Shape::new(shape)], [5, 5]).depth_multiplier(2).describe(SITE);
        assert!(description.problem.is_none());
        assert_eq!((description.output.last(), description.scratch), (last, 0));
    }
}
