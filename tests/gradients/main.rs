//! The gradients of whole networks: against central differences in double precision, in single
//! against double precision, and with the last activation in the network against in the loss.

mod networks;

use netform::losses::{
    BinaryCrossentropy, CategoricalCrossentropy, Loss, MeanAbsoluteError, MeanSquaredError,
    SparseCategoricalCrossentropy,
};
use netform::{Network, Params as _};
use netform_tests::compare::compare;
use netform_tests::noise::Noise;
use netform_tests::pass::{Element, Problem};

use networks::{double, single};

const BATCH: usize = 3;

/// Weights that saturate nothing.
fn network<N: Network>() -> Box<N> {
    let mut network = netform::__private::zeroed::<N>();
    Noise::new(7).fill(&mut *network, 0.6);
    network
}

/// Every gradient is the central difference of the loss.
fn check_differences<N, L>(loss: L, y: &[Element<L, f64>], fused: bool)
where
    N: Network<Scalar = f64>,
    L: Loss<f64>,
{
    // The error of a central difference: about the square of the step, and rounding over the step.
    const STEP: f64 = 1e-5;
    const TOLERANCE: f64 = 1e-8;
    let mut network = network::<N>();
    let x = Noise::new(3).samples::<f64, N::Input>(BATCH);
    let problem = Problem { loss, x: &x, y, fused, seed: 11 };
    let (value, gradients) = problem.differentiate(&network);
    assert!(value.is_finite());
    assert_eq!(gradients.len(), network.as_slice().len());
    let mut moved = 0;
    for (index, gradient) in gradients.iter().enumerate() {
        let difference = problem.difference(&mut network, index, STEP);
        assert!(
            (difference - gradient).abs() <= TOLERANCE * (1.0 + gradient.abs()),
            "{}: weight {index}: expected {difference}, found {gradient}",
            N::NAME
        );
        moved += usize::from(gradient.abs() > 1e-4);
    }
    assert!(moved * 3 > gradients.len(), "{}: only {moved} gradients to speak of", N::NAME);
}

/// Single precision gives the gradients of double precision.
fn check_precisions<N, M, L>(loss: L, y32: &[Element<L, f32>], y64: &[Element<L, f64>], fused: bool)
where
    N: Network<Scalar = f32>,
    M: Network<Scalar = f64>,
    L: Loss<f32> + Loss<f64> + Copy,
{
    let (x32, x64) = (Noise::new(3).samples::<f32, N::Input>(BATCH), Noise::new(3).samples::<f64, M::Input>(BATCH));
    let (one, other) = (network::<N>(), network::<M>());
    let one = Problem::<N, L> { loss, x: &x32, y: y32, fused, seed: 11 }.differentiate(&one);
    let other = Problem::<M, L> { loss, x: &x64, y: y64, fused, seed: 11 }.differentiate(&other);
    compare(N::NAME, "loss", &[one.0], &[other.0]);
    compare(N::NAME, "gradients", &one.1, &other.1);
}

/// The loss takes over the last activation, or does not: the same loss, the same gradients.
fn check_fusion<N: Network<Scalar = f64>, L: Loss<f64> + Copy>(loss: L, y: &[Element<L, f64>]) {
    let network = network::<N>();
    let x = Noise::new(3).samples::<f64, N::Input>(BATCH);
    let [apart, fused] =
        [false, true].map(|fused| Problem { loss, x: &x, y, fused, seed: 11 }.differentiate(&network));
    assert!((apart.0 - fused.0).abs() < 1e-14, "{}: {} {}", N::NAME, apart.0, fused.0);
    for (index, (apart, fused)) in apart.1.iter().zip(&fused.1).enumerate() {
        assert!((apart - fused).abs() < 1e-14, "{}: weight {index}: {apart} {fused}", N::NAME);
    }
}

/// Tests one network with one loss.
macro_rules! check {
    ($test:ident: $network:ident, $loss:expr, [$($label:expr),* $(,)?]) => {
        #[test]
        fn $test() {
            let y = [$($label),*];
            check_differences::<double::$network, _>($loss, &y, false);
            check_precisions::<single::$network, double::$network, _>(
                $loss, &y.map(netform_tests::pass::narrow), &y, false);
        }
    };
    ($test:ident: $network:ident, $loss:expr, [$($label:expr),* $(,)?], fused) => {
        #[test]
        fn $test() {
            let y = [$($label),*];
            for fused in [false, true] {
                check_differences::<double::$network, _>($loss, &y, fused);
                check_precisions::<single::$network, double::$network, _>(
                    $loss, &y.map(netform_tests::pass::narrow), &y, fused);
            }
            check_fusion::<double::$network, _>($loss, &y);
        }
    };
}

check!(classifier: Classifier, SparseCategoricalCrossentropy::new(), [2, 0, 1], fused);
check!(classifier_without_a_class: Classifier, SparseCategoricalCrossentropy::new().ignore_class(0), [2, 0, 1], fused);
check!(convolutional: Convolutional, SparseCategoricalCrossentropy::new(), [1, 3, 0], fused);
check!(yes_or_no: YesOrNo, BinaryCrossentropy::new().label_smoothing(0.1), [1.0, 0.0, 1.0, 1.0, 0.0, 0.0], fused);
check!(pixels: Pixels, MeanSquaredError::new(), [0.5; 3 * 12]);
