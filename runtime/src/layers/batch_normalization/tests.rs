use super::*;
use crate::layers::test::{Case, assert_all_close, check, random};
use crate::op::Pass;
use crate::threads::Threads;

const SITE: Site = Site::new(["norm", "BatchNormalization"], ["conv", "Conv2D"]);

fn op(shape: &[usize]) -> Op {
    Op::new(&[Shape::new(shape)])
}

/// Weights whose variances are positive.
fn weights(op: &Op) -> Vec<f64> {
    let channels = op.channels();
    let others = random::<f64>(op.scales() + op.centers() + channels, 5);
    others.into_iter().chain((0..channels).map(|c| 0.5 + c as f64 / 4.0)).collect()
}

/// Mean, variance and normalised values, channel by channel.
fn reference(op: &Op, x: &[f64]) -> [Vec<f64>; 3] {
    let Channels { channels, behind, .. } = op.places();
    let (mut means, mut variances, mut normalised) = (Vec::new(), Vec::new(), vec![0.0; x.len()]);
    for channel in 0..channels {
        let places: Vec<usize> = (0..x.len()).filter(|at| at / behind % channels == channel).collect();
        let count = places.len() as f64;
        let mean = places.iter().map(|at| x[*at]).sum::<f64>() / count;
        let variance = places.iter().map(|at| (x[*at] - mean).powi(2)).sum::<f64>() / count;
        for at in places {
            normalised[at] = (x[at] - mean) / (variance + op.epsilon).sqrt();
        }
        means.push(mean);
        variances.push(variance);
    }
    [means, variances, normalised]
}

/// Shapes and axes that take a way of their own.
fn cases() -> Vec<Op> {
    vec![
        op(&[5]),
        op(&[1]),
        op(&[3, 2]).epsilon(0.1),
        op(&[2, 3, 4]),
        op(&[2, 3, 4]).axis(1),
        op(&[2, 3, 4]).axis(-2).scale(false),
        op(&[7, 6]).axis(1).center(false),
        op(&[2, 19]).center(false).scale(false),
        op(&[2, 17]).axis(1),
        op(&[1, 2, 31]).momentum(0.5),
    ]
}

#[test]
fn training_agrees_with_the_definition() {
    let large = [op(&[40, 37, 19]), op(&[70, 67, 3]), op(&[3, 70, 67]).axis(1), op(&[9, 500])];
    for op in cases().into_iter().chain(large) {
        let (description, params) = (op.describe(SITE), weights(&op));
        let inputs = [random(op.input.len() * 3, 1)];
        let case = Case::<_, f64>::new(&op, &description, 3, &inputs, &params);
        let [means, variances, normalised] = reference(&op, &inputs[0]);
        let [gamma, beta, moving_mean, moving_variance] = op.weights(&params);
        let channel = |at: usize| at / op.places().behind % op.channels();
        let expected: Vec<f64> = (0..normalised.len())
            .map(|at| {
                let at_channel = |values: &[f64], none: f64| values.get(channel(at)).copied().unwrap_or(none);
                normalised[at] * at_channel(gamma, 1.0) + at_channel(beta, 0.0)
            })
            .collect();
        assert_all_close(&case.output(), &expected, 1e-12);

        // The moves follow the trainable gradients.
        let d_output: Vec<f64> = random(expected.len(), 2);
        let d_params = case.gradients(&d_output).d_params;
        let moves = &d_params[description.tensors.trainable()..];
        let moving = moving_mean.iter().chain(moving_variance);
        let expected: Vec<f64> = means
            .iter()
            .chain(&variances)
            .zip(moving)
            .map(|(batch, moving)| (1.0 - op.momentum) * (batch - moving))
            .collect();
        assert_all_close(moves, &expected, 1e-12);
    }
}

#[test]
fn gradients_agree_with_differences() {
    for op in cases() {
        check(&op, &op.describe(SITE), 3, &[random(op.input.len() * 3, 1)], &weights(&op));
    }
}

/// Batches that are summed in parts: the definition's numbers, and the same bits on threads.
#[test]
fn threads_share_large_batches() {
    for op in [op(&[100, 90, 5]), op(&[4, 5, 2300]).axis(2)] {
        let (description, params) = (op.describe(SITE), weights(&op));
        let inputs = [random(op.input.len() * 3, 1)];
        let case = Case::<_, f64>::new(&op, &description, 3, &inputs, &params);
        case.check_threads();
        let places = op.places();
        assert_eq!(places.sharing(Pass { threads: Threads::of(5), ..case.pass }, inputs[0].len()).count(), 4);
        let (mut whole, mut parts) =
            (vec![f64::NAN; 2 * places.channels], vec![f64::NAN; 9 * places.channels]);
        let mean = vec![0.25; places.channels];
        for sums in [&mut whole, &mut parts] {
            places.sum(case.pass, [&inputs[0]; 2], [Some(&mean); 2], sums);
        }
        assert_all_close(&parts[..whole.len()], &whole, 1e-12);
        assert!(parts[whole.len()..8 * places.channels].iter().all(|sum| sum.is_finite()));
        assert!(parts[8 * places.channels..].iter().all(|rest| rest.is_nan()));
    }
}

/// Predictions, and what is frozen: constants take the statistics' place, and nothing moves.
#[test]
fn frozen_layers_take_the_moving_statistics() {
    let op = op(&[2]);
    let description = op.describe(SITE);
    let inputs = [vec![1.0_f64, 2.0, 5.0, 8.0]];
    // gamma, beta, mean, variance.
    let params = [2.0, 3.0, 0.5, -0.5, 1.0, 4.0, 0.249, 2.249];
    let training = Case::new(&op, &description, 2, &inputs, &params);
    for pass in [training.pass.predicting(), training.pass.frozen()] {
        let case = Case { pass, ..training };
        assert_all_close(&case.output(), &[0.5, -4.5, 16.5, 7.5], 1e-12);
        let gradients = case.gradients(&[1.0, 1.0, 2.0, 0.0]);
        assert_all_close(&gradients.d_inputs[0], &[4.0, 2.0, 8.0, 0.0], 1e-12);
        assert_all_close(&gradients.d_params[..4], &[16.0, -4.0 / 3.0, 3.0, 1.0], 1e-12);
        assert_eq!(gradients.d_params[4..], [0.0; 4]);
    }
    assert_ne!(training.output(), Case { pass: training.pass.frozen(), ..training }.output());
}

#[test]
fn a_large_mean_does_not_cancel() {
    for shape in [&[600, 4][..], &[4, 600]] {
        let op = op(shape).axis(if shape[0] == 4 { 1 } else { -1 }).epsilon(0.0);
        let description = op.describe(SITE);
        // 10 000 and 10 001 by turns: a standard deviation of one half.
        let inputs = [(0..2400).map(|i| 1e4 + ((i / 4 + i) % 2) as f32).collect::<Vec<f32>>()];
        let params = [[1.0; 4], [0.0; 4], [0.0; 4], [1.0; 4]].concat();
        let output = Case::new(&op, &description, 1, &inputs, &params).output();
        assert!(output.iter().all(|y| (y.abs() - 1.0).abs() < 1e-5), "{output:?}");
    }
}

#[test]
fn describes_weights_and_moves() {
    const OP: Op = Op::new(&[Shape::new(&[4, 5, 6])]);
    let description = OP.describe(SITE);
    let names: Vec<_> = description.tensors.as_slice().iter().map(|t| (t.name, t.trainable)).collect();
    assert_eq!(names, [("gamma", true), ("beta", true), ("moving_mean", false), ("moving_variance", false)]);
    assert_eq!((description.tensors.elements(), description.tensors.trainable()), (24, 12));
    assert_eq!((description.moves, description.gradients()), (12, 24));
    assert_eq!((OP.channels(), OP.axis(1).channels(), OP.scale(false).scales()), (6, 4, 0));
    assert_eq!(size_of::<BatchNormalization<6>>(), 24 * 4);
    assert_eq!(size_of::<BatchNormalization<6, 0, 6, f64>>(), 18 * 8);
}

#[test]
fn says_what_does_not_fit() {
    let text = |op: Op| op.describe(SITE).problem.expect("a problem").as_str().to_owned();
    assert_eq!(
        text(op(&[4, 6]).axis(3)),
        "layer `norm` (BatchNormalization) works along axis 3, but layer `conv` (Conv2D) gives [4, 6]\n\
         help: its axes are 1 to 2, or -1 for the last"
    );
    assert_eq!(
        text(op(&[4, 6]).momentum(99.0)),
        "layer `norm` (BatchNormalization) expects a momentum from 0 to 1, but is given 99"
    );
    assert_eq!(
        text(op(&[4, 6]).epsilon(-1.0)),
        "layer `norm` (BatchNormalization) expects an epsilon of at least 0, but is given -1"
    );
    let unknown = op(&[crate::shape::UNKNOWN, 8]).describe(SITE);
    assert!(unknown.problem.is_none());
    assert_eq!(op(&[crate::shape::UNKNOWN, 8]).axis(1).channels(), 0);
}
