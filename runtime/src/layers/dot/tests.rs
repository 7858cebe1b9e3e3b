//! Scalar products against plain loops.

use super::*;
use crate::layers::test::{Case, assert_all_close, check, random};

const SITE: Site = Site::new(["dot", "Dot"], ["a", "Dense"]).and(&[["b", ""]]);

fn op(a: &[usize], b: &[usize], axes: [isize; 2]) -> Op {
    Op::new(&[Shape::new(a), Shape::new(b)]).axes(axes)
}

#[test]
fn values_by_hand() {
    let op = op(&[2, 1], &[2, 2], [1, 1]);
    let description = op.describe(SITE);
    assert_eq!(description.output, Shape::new(&[1, 2]));
    let inputs = [vec![1.0_f32, 2.0], vec![3.0, 4.0, 5.0, 6.0]];
    let case = Case::new(&op, &description, 1, &inputs, &[]);
    assert_eq!(case.output(), [13.0, 16.0]);
    let d = case.gradients(&[1.0, 10.0]).d_inputs;
    assert_eq!(d, [vec![43.0, 65.0], vec![1.0, 10.0, 2.0, 20.0]]);
}

#[test]
fn cosines_by_hand() {
    let op = Op::new(&[Shape::new(&[2]); 2]).normalize(true);
    let description = op.describe(SITE);
    assert_eq!(description.output, Shape::new(&[1]));
    let inputs = [vec![3.0_f64, 4.0], vec![0.0, 2.0]];
    let case = Case::new(&op, &description, 1, &inputs, &[]);
    assert_all_close(&case.output(), &[0.8], 1e-15);
    // A vector of zeros has no direction, and a defined gradient all the same.
    let inputs = [vec![0.0_f64, 0.0], vec![0.0, 2.0]];
    let case = Case::new(&op, &description, 1, &inputs, &[]);
    assert_eq!(case.output(), [0.0]);
    assert_eq!(case.gradients(&[1.0]).d_inputs, [[0.0, 1e7], [0.0, 0.0]]);
}

#[test]
fn any_axes_as_plain_loops() {
    for (a, b, axes) in [
        (&[6][..], &[6][..], [1, -1]),
        (&[4, 3], &[4, 5], [1, 1]),
        (&[3, 4], &[5, 4], [2, 2]),
        (&[3, 4], &[4], [-1, 1]),
        (&[4], &[4, 5], [1, 1]),
        (&[4], &[5, 4], [1, 2]),
        (&[2, 4, 3], &[5, 4], [2, 2]),
        (&[2, 4, 3], &[3, 4, 2], [2, 2]),
        (&[4, 2, 3], &[2, 3, 4], [1, -1]),
    ] {
        for normalize in [false, true] {
            let op = op(a, b, axes).normalize(normalize);
            let description = op.describe(SITE);
            let inputs = op.inputs.map(|shape| random::<f64>(2 * shape.len(), shape.rank() as u64));
            let expected = reference(&op, &inputs, 2);
            let case = Case::new(&op, &description, 2, &inputs, &[]);
            assert_all_close(&case.output(), &expected, 1e-13);
            check(&op, &description, 2, &inputs, &[]);
        }
    }
}

/// Every output by a loop over the axis.
fn reference(op: &Op, inputs: &[Vec<f64>; 2], batch: usize) -> Vec<f64> {
    let sides = op.sides();
    let vector = |input: usize, sample: usize, row: usize| -> Vec<f64> {
        let arithmetic::Side { size, behind, .. } = sides[input];
        let start = sample * op.inputs[input].len() + row / behind * size * behind + row % behind;
        let vector: Vec<f64> = (0..size).map(|k| inputs[input][start + k * behind]).collect();
        let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
        if op.normalize { vector.iter().map(|x| x / length).collect() } else { vector }
    };
    let rows = sides.map(|side| side.before * side.behind);
    let mut products = Vec::new();
    for sample in 0..batch {
        for i in 0..rows[0] {
            for j in 0..rows[1] {
                let (a, b) = (vector(0, sample, i), vector(1, sample, j));
                products.push(a.iter().zip(&b).map(|(a, b)| a * b).sum());
            }
        }
    }
    products
}

#[test]
fn shapes_are_what_is_left() {
    for (a, b, axes, output) in [
        (&[4, 3][..], &[4, 5][..], [1, 1], &[3, 5][..]),
        (&[2, 4, 3], &[5, 4], [2, -1], &[2, 3, 5]),
        (&[4], &[4], [-1, -1], &[1]),
        (&[UNKNOWN, 3], &[4, 5], [1, 1], &[3, 5]),
        (&[4], &[4], [2, 1], &[UNKNOWN]),
        (&[4], &[5], [1, 1], &[UNKNOWN]),
        (&[4, 3], &[5, 3], [1, 1], &[UNKNOWN, UNKNOWN]),
    ] {
        assert_eq!(op(a, b, axes).describe(SITE).output, Shape::new(output), "{a:?} {b:?}");
    }
    assert!(op(&[UNKNOWN, 3], &[4, 5], [1, 1]).describe(SITE).problem.is_none());
}

#[test]
fn the_axes_fit_each_other() {
    for (a, b, axes, text) in [
        (
            &[4, 3][..],
            &[5, 3][..],
            [1, 1],
            "layer `dot` (Dot): layer `a` (Dense) gives [4, 3], but input `b` gives [5, 3]\n\
             help: axis 1 has the size 4 and axis 1 the size 5; `axes = (2, 2)` have the size 3",
        ),
        (
            &[4],
            &[5],
            [-1, -1],
            "layer `dot` (Dot): layer `a` (Dense) gives [4], but input `b` gives [5]\n\
             help: axis 1 has the size 4 and axis 1 the size 5; they must be the same",
        ),
        (
            &[4, 3],
            &[3],
            [2, 2],
            "layer `dot` (Dot) works along axis 2, but input `b` gives [3]\n\
             help: its axes are 1 alone, or -1",
        ),
        (
            &[4, 3],
            &[3, 3],
            [0, 1],
            "layer `dot` (Dot) works along axis 0, but layer `a` (Dense) gives [4, 3]\n\
             help: its axes are 1 to 2, or -1 for the last",
        ),
        (
            &[1, 2, 3, 4],
            &[1, 2, 3, 4],
            [-1, -1],
            "layer `dot` (Dot): layer `a` (Dense) gives [1, 2, 3, 4], but input `b` gives [1, 2, 3, 4]\n\
             help: that leaves 6 axes, and there are at most 5: put a `Reshape` before one of them",
        ),
    ] {
        assert_eq!(op(a, b, axes).describe(SITE).problem.unwrap().as_str(), text);
    }
}
