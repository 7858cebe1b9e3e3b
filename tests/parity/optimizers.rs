//! Optimizers: five steps on given gradients, every weight after each, and what is remembered.

use netform::__private::Pass;
use netform::losses::{Loss, MeanSquaredError};
use netform::optimizers::{Adam, AdamW, MAX_SLOTS, Optimizer, RMSprop, SGD, Update};
use netform::training::Model;
use netform::{Network, Scalar};
use netform_tests::case::{Case, size};
use netform_tests::compare::compare;

use crate::models::{double, single};

/// Builds an optimizer from a case, and names its slots as Keras does.
macro_rules! build {
    ($case:ident, $optimizer:ident, numbers $($number:ident)*, flags $($flag:ident)*) => {{
        let mut optimizer = $optimizer::new($case.number("learning_rate").expect("a learning rate"));
        $(
            if let Some(value) = $case.number(stringify!($number)) {
                optimizer = optimizer.$number(value);
            }
        )*
        $(optimizer = optimizer.$flag($case.flag(stringify!($flag)));)*
        optimizer
    }};
}

pub(crate) fn check(case: &Case) {
    match case.text("class") {
        "SGD" => {
            let sgd = build!(case, SGD,
                numbers momentum weight_decay clipnorm clipvalue global_clipnorm, flags nesterov);
            both(case, &sgd, &["momentum"]);
        }
        "RMSprop" => {
            let rmsprop = build!(case, RMSprop,
                numbers rho momentum epsilon weight_decay clipnorm clipvalue global_clipnorm, flags centered);
            // The second slot is the first of these that the arguments ask for.
            let momentum = case.number("momentum").is_some_and(|momentum| momentum != 0.0);
            let second = if momentum { "momentum" } else { "average_gradient" };
            both(case, &rmsprop, &["velocity", second]);
        }
        "Adam" => {
            let adam = build!(case, Adam,
                numbers beta_1 beta_2 epsilon weight_decay clipnorm clipvalue global_clipnorm, flags amsgrad);
            both(case, &adam, &["momentum", "velocity", "velocity_hat"]);
        }
        "AdamW" => {
            let adamw = build!(case, AdamW,
                numbers beta_1 beta_2 epsilon weight_decay clipnorm clipvalue global_clipnorm, flags amsgrad);
            both(case, &adamw, &["momentum", "velocity", "velocity_hat"]);
        }
        other => panic!("{}: no optimizer {other}", case.name),
    }
}

fn both<O: Optimizer<f32> + Optimizer<f64> + Clone>(case: &Case, optimizer: &O, slots: &[&str]) {
    check_in::<f32, O>(case, optimizer, slots);
    check_in::<f64, O>(case, optimizer, slots);
    check_model::<single::Layer, O>(case, optimizer);
    check_model::<double::Layer, O>(case, optimizer);
}

fn check_in<T: Scalar, O: Optimizer<T>>(case: &Case, optimizer: &O, names: &[&str]) {
    let tensors = ["kernel", "bias"];
    let joined = |prefix: &str| case.joined(prefix, &tensors);
    let to = |values: Vec<f64>| values.into_iter().map(T::from_f64).collect::<Vec<T>>();
    let lens = tensors.map(|name| case.tensor(&format!("initial.{name}")).values.len());
    let tensor_gradients = [0..lens[0], lens[0]..lens[0] + lens[1]];
    let mut weights = to(joined("initial."));
    let mut slots = vec![vec![T::ZERO; weights.len()]; optimizer.slots()];
    assert!(slots.len() <= MAX_SLOTS.min(names.len()), "{}: {} slots", case.name, slots.len());
    for step in 1..=size(&case.json["steps"]) {
        let mut gradients = to(joined(&format!("grad{step}.")));
        optimizer.clip().apply(&mut gradients, &tensor_gradients);
        let mut list = slots.iter_mut();
        optimizer.update(Update {
            step: step as u64,
            isa: Pass::inference(1).isa,
            weights: &mut weights,
            gradients: &gradients,
            slots: std::array::from_fn(|_| list.next().map_or_else(Default::default, |slot| &mut slot[..])),
        });
        compare_both(case, &format!("step{step}."), lens[0], &weights);
    }
    for (slot, name) in slots.iter().zip(names) {
        let (kernel, bias) = slot.split_at(lens[0]);
        for (own, tensor) in [(kernel, "kernel"), (bias, "bias")] {
            let tensor = format!("state.{tensor}_{name}");
            compare(&case.name, &tensor, own, &case.tensor(&tensor).values);
        }
    }
}

/// The same steps by a model, which clips, and keeps the slots.
fn check_model<N: Network, O: Optimizer<N::Scalar> + Clone>(case: &Case, optimizer: &O)
where
    MeanSquaredError: Loss<N::Scalar>,
{
    let values = |prefix: &str| -> Vec<N::Scalar> {
        case.joined(prefix, &["kernel", "bias"]).into_iter().map(N::Scalar::from_f64).collect()
    };
    let mut network = netform::__private::zeroed::<N>();
    network.as_mut_slice().copy_from_slice(&values("initial."));
    let mut model = Model::new(network, optimizer.clone(), MeanSquaredError::new(), ());
    for step in 1..=size(&case.json["steps"]) {
        model.apply_gradients(&mut values(&format!("grad{step}."))).expect("finite gradients");
        let kernel = case.tensor("initial.kernel").values.len();
        compare_both(case, &format!("step{step}."), kernel, model.as_slice());
    }
}

fn compare_both<T: Scalar>(case: &Case, prefix: &str, kernel: usize, weights: &[T]) {
    let (kernel, bias) = weights.split_at(kernel);
    for (own, tensor) in [(kernel, "kernel"), (bias, "bias")] {
        let tensor = format!("{prefix}{tensor}");
        compare(&case.name, &tensor, own, &case.tensor(&tensor).values);
    }
}
