//! Layers: output, and the gradients with respect to input and weights.

use netform::__private::{Description, Padding, Pass, Shape, Site};
use netform::Scalar;
use netform::kernels::Isa;
use netform::layers::{
    activation, add, average, average_pooling2d, batch_normalization, concatenate, conv1d, conv2d, dense,
    depthwise_conv2d, dot, dropout, elu, flatten, global_average_pooling1d, global_average_pooling2d,
    global_max_pooling1d, global_max_pooling2d, leaky_re_lu, max_pooling2d, maximum, minimum, multiply,
    re_lu, rescaling, reshape, softmax, subtract, zero_padding2d,
};
use netform_tests::case::{Case, size};
use netform_tests::compare::compare;
use netform_tests::layer::{Operation, Results, run};

use crate::activations::named;

/// An operation with its description.
macro_rules! described {
    ($op:expr) => {{
        let op = $op;
        (Box::new(op), op.describe(SITE))
    }};
}

const SITE: Site = Site::new(["layer", "Layer"], ["", ""]);

pub(crate) fn check(case: &Case) {
    let shapes: Vec<Shape> =
        case.inputs().iter().map(|name| Shape::new(&case.tensor(name).shape[1..])).collect();
    let (op, description) = build(case, &shapes);
    check_description(case, &description);
    check_in::<f32>(case, &description, |batch| run(&*op, &description, batch.0, batch.1, batch.2, batch.3));
    check_in::<f64>(case, &description, |batch| run(&*op, &description, batch.0, batch.1, batch.2, batch.3));
}

/// The operation of a case's class with its arguments.
fn build(case: &Case, inputs: &[Shape]) -> (Box<dyn Operation>, Description) {
    let number = |key| case.number(key).unwrap_or_else(|| panic!("{}: no number {key}", case.name));
    match case.text("class") {
        "Dense" => described!(
            dense::Op::new(inputs, size(case.config("units")))
                .activation(named(case.config("activation").as_str().expect("a name")))
                .use_bias(case.flag("use_bias"))
        ),
        "Activation" => described!(activation::Op::new(
            inputs,
            named(case.config("activation").as_str().expect("a name"))
        )),
        "ReLU" => {
            let op = re_lu::Op::new(inputs)
                .negative_slope(number("negative_slope"))
                .threshold(number("threshold"));
            described!(case.number("max_value").map_or(op, |max_value| op.max_value(max_value)))
        }
        "LeakyReLU" => described!(leaky_re_lu::Op::new(inputs).negative_slope(number("negative_slope"))),
        "ELU" => described!(elu::Op::new(inputs).alpha(number("alpha"))),
        "Softmax" => described!(softmax::Op::new(inputs).axis(number("axis") as isize)),
        "Dropout" => described!(dropout::Op::new(inputs, number("rate"))),
        "Conv1D" => described!(
            conv1d::Op::new(inputs, size(case.config("filters")), one(case, "kernel_size"))
                .strides(one(case, "strides"))
                .padding(padding(case))
                .dilation_rate(one(case, "dilation_rate"))
                .groups(size(case.config("groups")))
                .activation(named(case.config("activation").as_str().expect("a name")))
                .use_bias(case.flag("use_bias"))
        ),
        "Conv2D" => described!(
            conv2d::Op::new(inputs, size(case.config("filters")), pair(case, "kernel_size"))
                .strides(pair(case, "strides"))
                .padding(padding(case))
                .dilation_rate(pair(case, "dilation_rate"))
                .groups(size(case.config("groups")))
                .activation(named(case.config("activation").as_str().expect("a name")))
                .use_bias(case.flag("use_bias"))
        ),
        "DepthwiseConv2D" => described!(
            depthwise_conv2d::Op::new(inputs, pair(case, "kernel_size"))
                .strides(pair(case, "strides"))
                .padding(padding(case))
                .depth_multiplier(size(case.config("depth_multiplier")))
                .dilation_rate(pair(case, "dilation_rate"))
                .activation(named(case.config("activation").as_str().expect("a name")))
                .use_bias(case.flag("use_bias"))
        ),
        "BatchNormalization" => described!(
            batch_normalization::Op::new(inputs)
                .axis(number("axis") as isize)
                .momentum(number("momentum"))
                .epsilon(number("epsilon"))
                .center(case.flag("center"))
                .scale(case.flag("scale"))
        ),
        "MaxPooling2D" => described!(
            max_pooling2d::Op::new(inputs)
                .pool_size(pair(case, "pool_size"))
                .strides(pair(case, "strides"))
                .padding(padding(case))
        ),
        "AveragePooling2D" => described!(
            average_pooling2d::Op::new(inputs)
                .pool_size(pair(case, "pool_size"))
                .strides(pair(case, "strides"))
                .padding(padding(case))
        ),
        "Add" => described!(add::Op::new(inputs)),
        "Subtract" => described!(subtract::Op::new(inputs)),
        "Multiply" => described!(multiply::Op::new(inputs)),
        "Average" => described!(average::Op::new(inputs)),
        "Maximum" => described!(maximum::Op::new(inputs)),
        "Minimum" => described!(minimum::Op::new(inputs)),
        "Concatenate" => described!(concatenate::Op::new(inputs).axis(number("axis") as isize)),
        "Dot" => described!(
            dot::Op::new(inputs).axes([number("axes") as isize; 2]).normalize(case.flag("normalize"))
        ),
        "Rescaling" => described!(rescaling::Op::new(inputs, number("scale")).offset(number("offset"))),
        "ZeroPadding2D" => {
            let sides = |axis: usize| [0, 1].map(|side| size(&case.config("padding")[axis][side]));
            described!(zero_padding2d::Op::new(inputs).padding([sides(0), sides(1)]))
        }
        "GlobalAveragePooling1D" => {
            described!(global_average_pooling1d::Op::new(inputs).keepdims(case.flag("keepdims")))
        }
        "GlobalAveragePooling2D" => {
            described!(global_average_pooling2d::Op::new(inputs).keepdims(case.flag("keepdims")))
        }
        "GlobalMaxPooling1D" => {
            described!(global_max_pooling1d::Op::new(inputs).keepdims(case.flag("keepdims")))
        }
        "GlobalMaxPooling2D" => {
            described!(global_max_pooling2d::Op::new(inputs).keepdims(case.flag("keepdims")))
        }
        other => panic!("{}: no layer {other}", case.name),
    }
}

fn one(case: &Case, key: &str) -> usize {
    size(&case.config(key)[0])
}

fn pair(case: &Case, key: &str) -> [usize; 2] {
    [size(&case.config(key)[0]), size(&case.config(key)[1])]
}

fn padding(case: &Case) -> Padding {
    match case.config("padding").as_str() {
        Some("same") => Padding::Same,
        Some("valid") => Padding::Valid,
        Some("causal") => Padding::Causal,
        other => panic!("{}: no padding {other:?}", case.name),
    }
}

/// Layers that move nothing: the output's shape is Keras's, and so the values are.
pub(crate) fn check_view(case: &Case) {
    let inputs = &[Shape::new(&case.tensor("input").shape[1..])];
    let description = match case.text("class") {
        "Flatten" => flatten::Op::new(inputs).describe(SITE),
        "Reshape" => {
            let target = case.config("target_shape").as_array().expect("a shape");
            let target: Vec<isize> =
                target.iter().map(|axis| axis.as_f64().expect("a size") as isize).collect();
            reshape::Op::new(inputs, &target).describe(SITE)
        }
        other => panic!("{}: no layer {other}", case.name),
    };
    check_description(case, &description);
    assert_eq!(case.tensor("output").values, case.tensor("input").values, "{}", case.name);
    assert_eq!(case.tensor("grad_input").values, case.tensor("grad_output").values, "{}", case.name);
}

/// Shapes and weights are Keras's.
fn check_description(case: &Case, description: &Description) {
    assert!(description.problem.is_none(), "{}: {:?}", case.name, description.problem);
    assert_eq!(description.output.axes(), &case.tensor("output").shape[1..], "{}: output", case.name);
    let tensors = description.tensors.as_slice();
    let names: Vec<&str> = tensors.iter().map(|tensor| tensor.name).collect();
    assert_eq!(names, case.weights(), "{}: weights", case.name);
    for tensor in tensors {
        let reference = case.tensor(&format!("weight.{}", tensor.name));
        assert_eq!(tensor.shape.axes(), reference.shape, "{}: {}", case.name, tensor.name);
    }
}

fn check_in<T: Scalar>(
    case: &Case,
    description: &Description,
    run: impl Fn((Pass, &[&[T]], &[T], &[T])) -> Results<T>,
) {
    let to = |values: Vec<f64>| values.into_iter().map(T::from_f64).collect::<Vec<T>>();
    let names = case.inputs();
    let inputs: Vec<Vec<T>> = names.iter().map(|name| case.tensor(name).to()).collect();
    let inputs: Vec<&[T]> = inputs.iter().map(Vec::as_slice).collect();
    let params = to(case.joined("weight.", &case.weights()));
    let d_output: Vec<T> = case.tensor("grad_output").to();
    let batch = case.tensor("output").shape[0];
    let is_training = case.json["training"] == true;
    let batch = if is_training { Pass::training(batch, 1) } else { Pass::inference(batch) };
    // Without vector instructions, and with each set of this machine.
    for isa in Isa::available() {
        let results = run((Pass { isa, ..batch }, &inputs, &params, &d_output));
        compare(&case.name, "output", &results.output, &case.tensor("output").values);
        for (name, d_input) in names.iter().zip(&results.d_inputs) {
            let name = format!("grad_{name}");
            compare(&case.name, &name, d_input, &case.tensor(&name).values);
        }
        let mut d_params = results.d_params.as_slice();
        let tensors = description.tensors.as_slice();
        for tensor in tensors.iter().filter(|tensor| tensor.trainable) {
            let name = format!("grad.{}", tensor.name);
            let (own, rest) = d_params.split_at(tensor.shape.len());
            compare(&case.name, &name, own, &case.tensor(&name).values);
            d_params = rest;
        }
        // What is left are the moves of statistics: 0 in inference.
        for tensor in tensors.iter().filter(|tensor| !tensor.trainable && description.moves > 0) {
            let before = &case.tensor(&format!("weight.{}", tensor.name)).values;
            let name = format!("state_after.{}", tensor.name);
            let (moves, rest) = d_params.split_at(before.len());
            let after: Vec<T> =
                before.iter().zip(moves).map(|(before, step)| T::from_f64(*before) + *step).collect();
            compare(&case.name, &name, &after, case.find(&name).map_or(before, |after| &after.values));
            d_params = rest;
        }
        assert!(d_params.is_empty(), "{}: {} gradients too many", case.name, d_params.len());
    }
}
