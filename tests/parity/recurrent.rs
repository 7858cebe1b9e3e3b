//! Recurrent layers: all outputs, from zeros and from given states, and the gradients with respect to
//! input and weights.

use netform::__private::{Description, Pass, Shape, Site};
use netform::Scalar;
use netform::kernels::Isa;
use netform::layers::{gru, lstm, simple_rnn};
use netform_tests::case::{Case, Tensor, size};
use netform_tests::compare::compare;
use netform_tests::layer::{Operation, Results, run};

use crate::activations::named;

const SITE: Site = Site::new(["layer", "Layer"], ["", ""]);

pub(crate) fn check(case: &Case) {
    let states = states(case);
    let outer = std::iter::once(case.tensor("input")).chain(&states);
    let shapes: Vec<Shape> = outer.map(|tensor| Shape::new(&tensor.shape[1..])).collect();
    let (op, description) = build(case, &shapes);
    assert!(description.problem.is_none(), "{}: {:?}", case.name, description.problem);
    let parts = description.parts.as_slice();
    let given: Vec<&[usize]> = outputs(case, "output").iter().map(|output| &output.shape[1..]).collect();
    let own: Vec<&[usize]> = if parts.is_empty() {
        vec![description.output.axes()]
    } else {
        parts.iter().map(Shape::axes).collect()
    };
    assert_eq!(own, given, "{}: outputs", case.name);
    for (tensor, name) in description.tensors.as_slice().iter().zip(case.weights()) {
        assert_eq!(name.rsplit_once('.').expect("a cell's weight").1, tensor.name, "{}", case.name);
        assert_eq!(
            tensor.shape.axes(),
            case.tensor(&format!("weight.{name}")).shape,
            "{}: {name}",
            case.name
        );
    }
    check_in::<f32>(case, &states, |(pass, inputs, params, d)| {
        run(&*op, &description, pass, inputs, params, d)
    });
    check_in::<f64>(case, &states, |(pass, inputs, params, d)| {
        run(&*op, &description, pass, inputs, params, d)
    });
}

/// The states that a case begins with. Several are one tensor.
fn states(case: &Case) -> Vec<Tensor> {
    let Some(all) = case.find("arg.initial_state") else { return Vec::new() };
    match *all.shape.as_slice() {
        [count, batch, units] => {
            let states = all.values.chunks_exact(batch * units).take(count);
            states.map(|values| Tensor { shape: vec![batch, units], values: values.to_vec() }).collect()
        }
        _ => vec![all.clone()],
    }
}

/// The one output, or all of them.
fn outputs<'a>(case: &'a Case, name: &str) -> Vec<&'a Tensor> {
    let several = (0..3).map_while(|index| case.find(&format!("{name}.{index}")));
    case.find(name).into_iter().chain(several).collect()
}

fn build(case: &Case, inputs: &[Shape]) -> (Box<dyn Operation>, Description) {
    let units = size(case.config("units"));
    let activation = |key| named(case.config(key).as_str().expect("a name"));
    let bound = outputs(case, "output").len();
    // The arguments that all have.
    macro_rules! described {
        ($op:expr) => {{
            let op = $op
                .activation(activation("activation"))
                .use_bias(case.flag("use_bias"))
                .return_sequences(case.flag("return_sequences"))
                .return_state(case.flag("return_state"))
                .go_backwards(case.flag("go_backwards"))
                .bound(bound);
            (Box::new(op), op.describe(SITE))
        }};
    }
    match case.text("class") {
        "LSTM" => described!(
            lstm::Op::new(inputs, units)
                .recurrent_activation(activation("recurrent_activation"))
                .unit_forget_bias(case.flag("unit_forget_bias"))
        ),
        "GRU" => described!(
            gru::Op::new(inputs, units)
                .recurrent_activation(activation("recurrent_activation"))
                .reset_after(case.flag("reset_after"))
        ),
        "SimpleRNN" => described!(simple_rnn::Op::new(inputs, units)),
        other => panic!("{}: no layer {other}", case.name),
    }
}

fn check_in<T: Scalar>(
    case: &Case,
    states: &[Tensor],
    run: impl Fn((Pass, &[&[T]], &[T], &[T])) -> Results<T>,
) {
    let to = |values: Vec<f64>| values.into_iter().map(T::from_f64).collect::<Vec<T>>();
    let joined =
        |name| outputs(case, name).iter().flat_map(|tensor| tensor.values.clone()).collect::<Vec<_>>();
    let inputs: Vec<Vec<T>> = std::iter::once(case.tensor("input")).chain(states).map(Tensor::to).collect();
    let inputs: Vec<&[T]> = inputs.iter().map(Vec::as_slice).collect();
    let params = to(case.joined("weight.", &case.weights()));
    let d_output: Vec<T> = to(joined("grad_output"));
    let pass = Pass::inference(case.tensor("input").shape[0]);
    for isa in Isa::available() {
        let results = run((Pass { isa, ..pass }, &inputs, &params, &d_output));
        compare(&case.name, "output", &results.output, &joined("output"));
        compare(&case.name, "grad_input", &results.d_inputs[0], &case.tensor("grad_input").values);
        let mut d_params = results.d_params.as_slice();
        for name in case.weights() {
            let name = format!("grad.{name}");
            let reference = &case.tensor(&name).values;
            let (own, rest) = d_params.split_at(reference.len());
            compare(&case.name, &name, own, reference);
            d_params = rest;
        }
    }
}
