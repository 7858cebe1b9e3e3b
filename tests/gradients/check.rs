//! What is checked of a network's gradients.

use netform::Network;
use netform::losses::Loss;
use netform_tests::compare::compare;
use netform_tests::labels::FromNumbers;
use netform_tests::numbers::Noise;
use netform_tests::pass::Problem;

const BATCH: usize = 3;
/// Dropout drops the same values in every pass.
const SEED: u64 = 11;

/// A network whose weights saturate nothing, and samples.
fn setup<N: Network>() -> (Box<N>, Vec<N::Input>) {
    (Noise::new(7).network(0.6), Noise::new(3).samples(BATCH))
}

/// Every gradient is the central difference of the loss.
pub(crate) fn differences<N, L>(loss: L, y: &[f64], fused: bool)
where
    N: Network<Scalar = f64>,
    L: Loss<f64, Labels: FromNumbers<f64>>,
{
    // A central difference is off by about the square of the step, and by rounding over the step.
    const STEP: f64 = 1e-5;
    const TOLERANCE: f64 = 1e-8;
    let (mut network, x) = setup::<N>();
    let y = L::Labels::labels(y);
    let problem = Problem::<N, L> { loss, x: &x, y: &y, fused, seed: SEED };
    let (value, gradients) = problem.differentiate(&network);
    assert!(value.is_finite());
    assert_eq!(gradients.len(), network.as_slice().len());
    let mut sizeable = 0;
    for (index, gradient) in gradients.iter().enumerate() {
        let difference = problem.difference(&mut network, index, STEP);
        assert!(
            (difference - gradient).abs() <= TOLERANCE * (1.0 + gradient.abs()),
            "{}: weight {index}: expected {difference}, found {gradient}",
            N::NAME
        );
        sizeable += usize::from(gradient.abs() > 1e-4);
    }
    assert!(2 * sizeable > gradients.len(), "{}: only {sizeable} gradients to speak of", N::NAME);
}

/// Single precision gives the gradients of double precision.
pub(crate) fn precisions<S, D, L>(loss: L, y: &[f64], fused: bool)
where
    S: Network<Scalar = f32>,
    D: Network<Scalar = f64>,
    L: Loss<f32, Labels: FromNumbers<f32>> + Loss<f64, Labels: FromNumbers<f64>> + Copy,
{
    let ((single, x), y32) = (setup::<S>(), <L as Loss<f32>>::Labels::labels(y));
    let single = Problem::<S, L> { loss, x: &x, y: &y32, fused, seed: SEED }.differentiate(&single);
    let ((double, x), y64) = (setup::<D>(), <L as Loss<f64>>::Labels::labels(y));
    let double = Problem::<D, L> { loss, x: &x, y: &y64, fused, seed: SEED }.differentiate(&double);
    compare(S::NAME, "loss", &[single.0], &[double.0]);
    compare(S::NAME, "gradients", &single.1, &double.1);
}

/// Whether the network or the loss computes the last activation is a matter of rounding alone.
pub(crate) fn fusion<N, L>(loss: L, y: &[f64])
where
    N: Network<Scalar = f64>,
    L: Loss<f64, Labels: FromNumbers<f64>> + Copy,
{
    let (network, x) = setup::<N>();
    let y = L::Labels::labels(y);
    let [apart, fused] = [false, true]
        .map(|fused| Problem::<N, L> { loss, x: &x, y: &y, fused, seed: SEED }.differentiate(&network));
    assert!((apart.0 - fused.0).abs() < 1e-14, "{}: {} {}", N::NAME, apart.0, fused.0);
    for (index, (apart, fused)) in apart.1.iter().zip(&fused.1).enumerate() {
        assert!((apart - fused).abs() < 1e-14, "{}: weight {index}: {apart} {fused}", N::NAME);
    }
}
