use super::*;
use crate::layers::test::{Case, Gradients, assert_all_close, check, random};

const SITE: Site = Site::new(["conv", "Conv2D"], ["image", ""]);

fn image(height: usize, width: usize, channels: usize) -> Shape {
    Shape::new(&[height, width, channels])
}

/// Keras's definition, element by element.
fn reference(op: &Op, batch: usize, input: &[f64], params: &[f64]) -> Vec<f64> {
    let [height, width, channels] = op.input.to_array::<3>();
    let output = op.describe(SITE).output.to_array::<3>();
    let (per_group, filters_per_group) = (channels / op.groups, op.filters / op.groups);
    let (kernel, bias) = params.split_at(op.kernels() * op.filters);
    let before = [0, 1].map(|axis| match op.padding {
        Padding::Valid => 0,
        Padding::Causal => (op.kernel_size[axis] - 1) * op.dilation_rate[axis],
        Padding::Same => {
            let n = [height, width][axis];
            let total = (n.div_ceil(op.strides[axis]) - 1) * op.strides[axis]
                + (op.kernel_size[axis] - 1) * op.dilation_rate[axis]
                + 1;
            total.saturating_sub(n) / 2
        }
    });
    let mut result = Vec::new();
    for sample in 0..batch {
        for (y, x, f) in (0..output[0])
            .flat_map(|y| (0..output[1]).flat_map(move |x| (0..output[2]).map(move |f| (y, x, f))))
        {
            let mut sum = bias.get(f).copied().unwrap_or(0.0);
            for ky in 0..op.kernel_size[0] {
                for kx in 0..op.kernel_size[1] {
                    let iy = (y * op.strides[0] + ky * op.dilation_rate[0]).wrapping_sub(before[0]);
                    let ix = (x * op.strides[1] + kx * op.dilation_rate[1]).wrapping_sub(before[1]);
                    if iy >= height || ix >= width {
                        continue;
                    }
                    for c in 0..per_group {
                        let channel = f / filters_per_group * per_group + c;
                        let weight = ((ky * op.kernel_size[1] + kx) * per_group + c) * op.filters + f;
                        sum += input[((sample * height + iy) * width + ix) * channels + channel]
                            * kernel[weight];
                    }
                }
            }
            result.push(sum);
        }
    }
    result
}

/// Every combination of arguments that takes a path of its own.
fn cases() -> Vec<Op> {
    let op = |h, w, c, filters, kernel| Op::new(&[image(h, w, c)], filters, kernel);
    vec![
        op(5, 6, 1, 3, [3, 3]),
        op(5, 6, 1, 3, [3, 2]).padding(Padding::Same).use_bias(false),
        op(5, 4, 1, 2, [2, 2]).padding(Padding::Same).dilation_rate([2, 1]),
        op(7, 5, 1, 2, [3, 3]).strides([2, 2]),
        op(5, 11, 1, 9, [3, 3]),
        op(4, 10, 1, 3, [3, 3]).padding(Padding::Same).use_bias(false),
        op(3, 9, 1, 2, [3, 5]).padding(Padding::Same).dilation_rate([2, 1]),
        op(4, 12, 1, 2, [2, 3]).dilation_rate([1, 2]),
        op(1, 8, 1, 2, [2, 3]).padding(Padding::Same).dilation_rate([3, 1]),
        op(4, 5, 3, 2, [3, 3]).padding(Padding::Same),
        op(4, 4, 8, 4, [3, 3]).padding(Padding::Same),
        op(5, 5, 8, 3, [2, 2]),
        op(4, 5, 9, 2, [2, 2]).dilation_rate([2, 2]).padding(Padding::Same),
        op(6, 5, 2, 3, [3, 2]).strides([2, 3]).padding(Padding::Same),
        op(6, 5, 2, 3, [2, 3]).strides([3, 1]),
        op(3, 4, 5, 6, [1, 1]),
        op(3, 4, 4, 6, [1, 1]).groups(2),
        op(5, 4, 3, 2, [1, 1]).strides([2, 2]),
        op(5, 4, 3, 2, [1, 1]).strides([3, 2]).padding(Padding::Same),
        op(3, 2, 4, 5, [3, 2]),
        op(4, 4, 4, 6, [3, 3]).groups(2).padding(Padding::Same),
        op(4, 4, 16, 4, [3, 2]).groups(2).padding(Padding::Same),
        op(5, 4, 3, 3, [3, 3]).groups(3).strides([2, 1]),
        op(2, 2, 1, 2, [5, 5]).padding(Padding::Same),
        op(2, 3, 8, 2, [5, 4]).padding(Padding::Same),
        op(1, 3, 8, 2, [2, 2]).padding(Padding::Same).dilation_rate([2, 1]),
        op(3, 1, 2, 2, [2, 2]).padding(Padding::Same).dilation_rate([1, 2]),
        op(1, 1, 2, 2, [2, 2]).padding(Padding::Same).dilation_rate([3, 3]).use_bias(false),
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

/// In kernels of one channel relu is a part: as it is apart, whatever else is wanted.
#[test]
fn relu_of_one_channel_is_as_elsewhere() {
    for padding in [Padding::Valid, Padding::Same] {
        let plain = Op::new(&[image(6, 12, 1)], 9, [3, 3]).padding(padding);
        let op = plain.activation(Activation::Relu);
        let description = op.describe(SITE);
        let inputs = [random::<f32>(op.input.len() * 5, 1)];
        let params = random(description.tensors.elements(), 2);
        let case = Case::new(&op, &description, 5, &inputs, &params);
        let mut expected = Case::new(&plain, &plain.describe(SITE), 5, &inputs, &params).output();
        let d_output: Vec<f32> = random(expected.len(), 3);
        let masked: Vec<f32> =
            expected.iter().zip(&d_output).map(|(y, d)| if *y > 0.0 { *d } else { 0.0 }).collect();
        for y in &mut expected {
            *y = y.max(0.0);
        }
        assert_eq!(case.output(), expected);
        let gradients = case.gradients(&d_output);
        let logits = Case { logits: true, ..case }.gradients(&masked);
        assert_eq!(gradients, logits);
        let mut weights = Gradients { d_inputs: vec![Vec::new()], d_params: vec![f32::NAN; params.len()] };
        case.backward(&d_output, &mut weights, false);
        assert_eq!(weights.d_params, gradients.d_params);
    }
}

/// Small images of many channels, whose pixels are computed together: against the definition, each
/// sample as alone, and the gradients by the same formula from other sides.
#[test]
fn small_images_of_many_channels_agree_with_the_definition() {
    for strides in [1, 2] {
        let op = Op::new(&[image(3, 4, 130)], 128, [3, 3]).padding(Padding::Same).strides([strides, strides]);
        let description = op.describe(SITE);
        let inputs = [random::<f64>(op.input.len() * 7, 1)];
        let params = random::<f64>(description.tensors.elements(), 2);
        let case = Case::new(&op, &description, 7, &inputs, &params);
        let output = case.output();
        assert_all_close(&output, &reference(&op, 7, &inputs[0], &params), 1e-12);
        let alone = [inputs[0][..op.input.len()].to_vec()];
        let alone = Case::new(&op, &description, 1, &alone, &params).output();
        assert_eq!(alone, output[..description.output.len()]);
        // It is linear: `d_output · f(x)` is `d_input · x`, and `d_params · params`, whatever they are.
        let d_output = random::<f64>(output.len(), 3);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let gradients = case.gradients(&d_output);
        let (bias, sums) = (&params[op.kernels() * 128..], gradients.d_params.len() - 128);
        let products = dot(&d_output, &output) - dot(&gradients.d_params[sums..], bias);
        assert_all_close(&[dot(&gradients.d_inputs[0], &inputs[0])], &[products], 1e-10);
        assert_all_close(&[dot(&gradients.d_params, &params)], &[dot(&d_output, &output)], 1e-10);
    }
}

/// Images of many tiles, against the definition.
#[test]
fn tiles_join_without_a_seam() {
    for op in [
        Op::new(&[image(23, 40, 1)], 3, [3, 3]).padding(Padding::Same),
        Op::new(&[image(13, 11, 16)], 8, [3, 3]),
        Op::new(&[image(9, 8, 64)], 2, [3, 3]).strides([2, 1]).padding(Padding::Same),
    ] {
        let description = op.describe(SITE);
        let inputs = [random(op.input.len() * 2, 1)];
        let params = random(description.tensors.elements(), 2);
        let case = Case::<_, f64>::new(&op, &description, 2, &inputs, &params);
        assert_all_close(&case.output(), &reference(&op, 2, &inputs[0], &params), 1e-13);
        // The operation is linear in its input: ⟨d_z, conv(x)⟩ = ⟨d_input, x⟩, without the bias.
        let no_bias = [&params[..op.kernels() * op.filters], &vec![0.0; op.filters][..]].concat();
        let case = Case { params: &no_bias, ..case };
        let d_output: Vec<f64> = random(description.output.len() * 2, 3);
        let gradients = case.gradients(&d_output);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let forward = dot(&case.output(), &d_output);
        assert!((forward - dot(&gradients.d_inputs[0], &inputs[0])).abs() < 1e-10 * forward.abs().max(1.0));
        // And linear in its kernel.
        let d_kernel = &gradients.d_params[..op.kernels() * op.filters];
        assert!((forward - dot(d_kernel, &no_bias)).abs() < 1e-10 * forward.abs().max(1.0));
    }
}

#[test]
fn a_kernel_is_not_flipped() {
    let op = Op::new(&[image(2, 3, 1)], 1, [1, 2]);
    let description = op.describe(SITE);
    let inputs = [vec![1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0]];
    let case = Case::new(&op, &description, 1, &inputs, &[10.0, 1.0, 0.5]);
    assert_eq!(case.output(), [12.5, 23.5, 45.5, 56.5]);
    let gradients = case.gradients(&[1.0, 0.0, 0.0, 2.0]);
    assert_eq!(gradients.d_inputs[0], [10.0, 1.0, 0.0, 0.0, 20.0, 2.0]);
    assert_eq!(gradients.d_params, [11.0, 14.0, 3.0]);
}

#[test]
fn describes_shapes_weights_and_fans() {
    const OP: Op = Op::new(&[Shape::new(&[28, 28, 4])], 8, [3, 5]).groups(2).strides([2, 1]);
    const DESCRIPTION: Description = OP.padding(Padding::Same).describe(SITE);
    assert_eq!(DESCRIPTION.output, image(14, 28, 8));
    let [kernel, bias] = DESCRIPTION.tensors.as_slice() else { panic!("two tensors") };
    assert_eq!((kernel.shape, kernel.fans), (Shape::new(&[3, 5, 2, 8]), [30, 120]));
    assert_eq!((bias.shape, bias.fans), (Shape::new(&[8]), [8, 8]));
    assert_eq!((OP.kernels(), OP.filters(), OP.use_bias(false).biases()), (30, 8, 0));
    assert_eq!(size_of::<Conv2D<{ OP.kernels() }, { OP.filters() }>>(), (30 * 8 + 8) * 4);
    assert_eq!(OP.use_bias(false).describe(SITE).tensors.as_slice().len(), 1);
}

/// Forward needs none without padding at the sides; backward a kernel and a few rows.
#[test]
fn scratch_does_not_grow_with_the_image() {
    let op = |h, c, filters| Op::new(&[image(h, h, c)], filters, [3, 3]).padding(Padding::Same);
    let of = |op: Op| op.describe(SITE).scratch;
    assert_eq!(of(op(16, 8, 8)), 3 * (9 * 8 * 8 + 8) + 16 * 18 * 8);
    assert!(of(op(224, 8, 8)) <= 3 * (9 * 8 * 8 + 8) + 3 * 226 * 8);
    assert_eq!(op(16, 8, 8).describe(SITE).inference_scratch, 16 * 18 * 8);
    assert_eq!(of(op(28, 4, 6).strides([3, 3]).padding(Padding::Valid)), 9 * 4 * 6 + 81 * 9 * 4);
}

fn problem(op: Op, producer: [&'static str; 2]) -> String {
    let description = op.describe(Site::new(["conv", "Conv2D"], producer));
    description.problem.expect("a problem").as_str().into()
}

#[test]
fn says_what_is_no_image() {
    let conv = |shape: &[usize]| Op::new(&[Shape::new(shape)], 8, [3, 3]);
    assert_eq!(
        problem(conv(&[676]), ["flatten", "Flatten"]),
        "layer `conv` (Conv2D) expects [height, width, channels], but layer `flatten` (Flatten) gives [676]\n\
         help: put `conv` before the Flatten"
    );
    assert_eq!(
        problem(conv(&[28, 28]), ["image", ""]),
        "layer `conv` (Conv2D) expects [height, width, channels], but input `image` gives [28, 28]\n\
         help: a channels axis is missing: declare the input as [28, 28, 1]"
    );
    assert_eq!(
        problem(conv(&[28, 28]), ["dense", "Dense"]),
        "layer `conv` (Conv2D) expects [height, width, channels], but layer `dense` (Dense) gives [28, 28]\n\
         help: a channels axis is missing: put `Reshape((28, 28, 1))` before `conv`"
    );
    assert_eq!(
        problem(conv(&[3072]), ["", ""]),
        "layer `conv` (Conv2D) expects [height, width, channels], but the input gives [3072]\n\
         help: if that is an image, put `Reshape((32, 32, 3))` before `conv`"
    );
    assert_eq!(
        problem(conv(&[2, 3, 4, 5]), ["", ""]),
        "layer `conv` (Conv2D) expects [height, width, channels], but the input gives [2, 3, 4, 5]\nhelp: the batch axis is never written: declare the input as [3, 4, 5]"
    );
    assert_eq!(
        problem(conv(&[5, 5, 0]), ["", ""]),
        "layer `conv` (Conv2D) expects [height, width, channels], but the input gives [5, 5, 0]\n\
         help: every axis must be at least 1"
    );
    assert_eq!(conv(&[676]).describe(SITE).output, Shape::new(&[UNKNOWN, UNKNOWN, 8]));
}

#[test]
fn says_which_kernel_would_fit() {
    let pool = ["pool", "MaxPooling2D"];
    let op = Op::new(&[image(3, 9, 8)], 4, [5, 5]);
    assert_eq!(
        problem(op, pool),
        "layer `conv` (Conv2D) expects at least 5 x 5 pixels, but layer `pool` (MaxPooling2D) gives [3, 9, 8]\n\
         help: kernel 5 does not fit height 3; use `padding = same` or a kernel of at most 3"
    );
    assert_eq!(op.describe(SITE).output, image(UNKNOWN, 5, 4));
    assert!(op.padding(Padding::Same).describe(SITE).problem.is_none());
    assert_eq!(
        problem(Op::new(&[image(9, 4, 8)], 4, [3, 3]).dilation_rate([2, 2]), pool),
        "layer `conv` (Conv2D) expects at least 5 x 5 pixels, but layer `pool` (MaxPooling2D) gives [9, 4, 8]\n\
         help: kernel 3 with dilation 2 spans 5 and does not fit width 4; use `padding = same` or a kernel of at most 2"
    );
}

#[test]
fn says_which_arguments_contradict() {
    let op = Op::new(&[image(9, 9, 8)], 12, [3, 3]);
    let image = ["image", ""];
    for (op, text) in [
        (Op { filters: 0, ..op }, "filters must be at least 1"),
        (Op { kernel_size: [3, 0], ..op }, "kernel_size must be at least 1, found (3, 0)"),
        (op.strides([0, 1]), "strides must be at least 1, found (0, 1)"),
        (op.dilation_rate([1, 0]), "dilation_rate must be at least 1, found (1, 0)"),
        (op.groups(0), "groups must be at least 1"),
        (
            op.groups(5),
            "groups 5 must divide the channels, but input `image` gives [9, 9, 8]\nhelp: use `groups = 4`",
        ),
        (op.groups(8), "groups 8 must divide the filters, found 12\nhelp: use `groups = 4`"),
    ] {
        assert_eq!(problem(op, image), format!("layer `conv` (Conv2D): {text}"));
    }
    assert_eq!(
        problem(op.strides([2, 1]).dilation_rate([1, 2]), image),
        "layer `conv` (Conv2D) has strides (2, 1) and dilation_rate (1, 2), but only one of them may exceed 1\n\
         help: leave out `strides` or `dilation_rate`"
    );
}

#[test]
fn a_mistaken_input_raises_nothing_more() {
    for shape in [&[UNKNOWN, UNKNOWN, 8][..], &[UNKNOWN], &[4, UNKNOWN, UNKNOWN]] {
        let op = Op::new(&[Shape::new(shape)], 4, [5, 5]).groups(3);
        let description = op.describe(SITE);
        assert!(description.problem.is_none());
        assert_eq!((description.output.last(), description.scratch), (4, 0));
    }
}
