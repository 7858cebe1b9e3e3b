//! The gradients of whole networks: against central differences in double precision, in single
//! against double precision, and with the last activation in the network against in the loss.

mod check;
mod networks;
mod tape;

use check::{differences, fusion, precisions};
use netform::losses::{
    BinaryCrossentropy, CategoricalCrossentropy, MeanAbsoluteError, MeanSquaredError,
    SparseCategoricalCrossentropy,
};
use networks::{double, single};

/// Tests one network with one loss; with `fused`, also with the last activation in the loss.
macro_rules! check {
    ($test:ident: $network:ident, $loss:expr, $y:expr) => {
        #[test]
        fn $test() {
            differences::<double::$network, _>($loss, $y, false);
            precisions::<single::$network, double::$network, _>($loss, $y, false);
        }
    };
    ($test:ident: $network:ident, $loss:expr, $y:expr, fused) => {
        #[test]
        fn $test() {
            for fused in [false, true] {
                differences::<double::$network, _>($loss, $y, fused);
                precisions::<single::$network, double::$network, _>($loss, $y, fused);
            }
            fusion::<double::$network, _>($loss, $y);
        }
    };
}

// Three samples each.
check!(dense: Classifier, SparseCategoricalCrossentropy::new(), &[2.0, 0.0, 1.0], fused);
check!(an_ignored_class: Classifier, SparseCategoricalCrossentropy::new().ignore_class(0), &[2.0, 0.0, 1.0], fused);
check!(distributions: Classifier, CategoricalCrossentropy::new().label_smoothing(0.1),
    &[0.0, 1.0, 0.0, 0.2, 0.5, 0.3, 1.0, 0.0, 0.0], fused);
check!(convolutions: Convolutional, SparseCategoricalCrossentropy::new(), &[1.0, 3.0, 0.0], fused);
check!(yes_or_no: YesOrNo, BinaryCrossentropy::new().label_smoothing(0.1), &[1.0, 0.0, 1.0, 1.0, 0.0, 0.0], fused);
check!(steps: Steps, CategoricalCrossentropy::new(), &one_hot(), fused);
check!(activations: Activations, MeanSquaredError::new(), &[0.5, -0.5, 1.0, 0.0, 2.0, -1.0]);
check!(absolute: Activations, MeanAbsoluteError::new(), &[0.5, -0.5, 1.0, 0.0, 2.0, -1.0]);

/// Three samples of four steps of three classes.
fn one_hot() -> Vec<f64> {
    (0..36).map(|index| if (index * 7 / 3) % 3 == index % 3 { 1.0 } else { 0.0 }).collect()
}
