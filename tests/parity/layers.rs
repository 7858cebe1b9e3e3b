//! Layers: output, and the gradients with respect to input and weights.

use netform::__private::{Description, Pass, Shape, Site};
use netform::Scalar;
use netform::layers::dense;
use netform_tests::case::{Case, size};
use netform_tests::compare::compare;
use netform_tests::layer::{Operation, Results, run};

use crate::activations::named;

const SITE: Site = Site::new(["layer", "Layer"], ["", ""]);

pub(crate) fn check(case: &Case) {
    let input = Shape::new(&case.tensor("input").shape[1..]);
    let (op, description) = build(case, input);
    check_description(case, &description);
    check_in::<f32>(case, &description, |batch| run(&*op, &description, batch.0, batch.1, batch.2, batch.3));
    check_in::<f64>(case, &description, |batch| run(&*op, &description, batch.0, batch.1, batch.2, batch.3));
}

/// The operation of a case's class with its arguments.
fn build(case: &Case, input: Shape) -> (Box<dyn Operation>, Description) {
    match case.text("class") {
        "Dense" => {
            let op = dense::Op::new(&[input], size(case.config("units")))
                .activation(named(case.config("activation").as_str().expect("a name")))
                .use_bias(case.flag("use_bias"));
            (Box::new(op), op.describe(SITE))
        }
        other => panic!("{}: no layer {other}", case.name),
    }
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
    run: impl Fn((Pass, &[T], &[T], &[T])) -> Results<T>,
) {
    let to = |values: Vec<f64>| values.into_iter().map(T::from_f64).collect::<Vec<T>>();
    let input = case.tensor("input");
    let params = to(case.joined("weight.", &case.weights()));
    let d_output: Vec<T> = case.tensor("grad_output").to();
    let pass = Pass::inference(input.shape[0]);
    let results = run((pass, &input.to::<T>(), &params, &d_output));
    compare(&case.name, "output", &results.output, &case.tensor("output").values);
    compare(&case.name, "grad_input", &results.d_input, &case.tensor("grad_input").values);
    let mut d_params = results.d_params.as_slice();
    for tensor in description.tensors.as_slice() {
        let name = format!("grad.{}", tensor.name);
        let (own, rest) = d_params.split_at(tensor.shape.len());
        compare(&case.name, &name, own, &case.tensor(&name).values);
        d_params = rest;
    }
}
