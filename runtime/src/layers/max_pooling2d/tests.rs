use super::*;
use crate::layers::pooling::tests::{arguments, pool};
use crate::layers::test::{Case, assert_all_close, check, random};
use crate::shape::UNKNOWN;

const SITE: Site = Site::new(["pool", "MaxPooling2D"], ["conv", "Conv2D"]);

fn op(shape: [usize; 3]) -> Op {
    Op::new(&[Shape::new(&shape)])
}

#[test]
fn agrees_with_the_definition_and_with_differences() {
    for (pool_size, strides, padding) in arguments() {
        for channels in [1, 2, 3, 5, 9, 17] {
            let op = op([5, 6, channels]).pool_size(pool_size).strides(strides).padding(padding);
            let inputs = [random(5 * 6 * channels * 2, channels as u64)];
            let description = op.describe(SITE);
            let output = Case::<_, f64>::new(&op, &description, 2, &inputs, &[]).output();
            let expected = pool(&op.pool, 2, &inputs[0], |cells| {
                cells.iter().fold(f64::NEG_INFINITY, |max, value| max.max(*value))
            });
            assert_all_close(&output, &expected, 0.0);
            if channels % 3 == 0 {
                check(&op, &description, 2, &inputs, &[]);
            }
        }
    }
}

#[test]
fn the_first_of_equals_gets_the_gradient() {
    let op = op([2, 4, 1]);
    let description = op.describe(SITE);
    let inputs = [vec![1.0_f32, 3.0, -0.0, 0.0, 3.0, 3.0, 0.0, -0.0]];
    let case = Case::new(&op, &description, 1, &inputs, &[]);
    assert_eq!(case.output(), [3.0, 0.0]);
    assert_eq!(case.gradients(&[5.0, 7.0]).d_inputs[0], [0.0, 5.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let lowest = [vec![f32::NEG_INFINITY; 8]];
    let case = Case { inputs: &lowest, ..case };
    assert_eq!(case.output(), [f32::NEG_INFINITY; 2]);
    assert_eq!(case.gradients(&[5.0, 7.0]).d_inputs[0], [5.0, 0.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn not_a_number_stays() {
    for strides in [[2, 2], [1, 1]] {
        for at in 0..4 {
            let op = op([2, 2, 1]).strides(strides);
            let description = op.describe(SITE);
            let mut inputs = [vec![1.0_f32, 2.0, 3.0, 4.0]];
            inputs[0][at] = f32::NAN;
            let case = Case::new(&op, &description, 1, &inputs, &[]);
            assert!(case.output()[0].is_nan());
            let mut expected = [0.0; 4];
            expected[at] = 1.0;
            assert_eq!(case.gradients(&[1.0]).d_inputs[0], expected);
        }
    }
}

#[test]
fn describes_shapes_and_mistakes() {
    let of = |op: Op| op.describe(SITE);
    assert_eq!(of(op([7, 5, 3])).output, Shape::new(&[3, 2, 3]));
    assert_eq!(of(op([7, 5, 3]).padding(Padding::Same)).output, Shape::new(&[4, 3, 3]));
    assert_eq!(of(op([7, 5, 3]).strides([1, 2])).output, Shape::new(&[6, 2, 3]));
    let text = |op: Op| String::from(of(op).problem.expect("a problem").as_str());
    assert_eq!(
        text(op([5, 2, 8]).pool_size([3, 3])),
        "layer `pool` (MaxPooling2D) expects at least 3 x 3 pixels, but layer `conv` (Conv2D) gives [5, 2, 8]\n\
         help: pool 3 does not fit width 2; use `padding = same` or a pool of at most 2"
    );
    assert_eq!(of(op([5, 2, 8]).pool_size([3, 3])).output, Shape::new(&[1, UNKNOWN, 8]));
    assert_eq!(
        text(op([5, 5, 8]).pool_size([0, 2])),
        "layer `pool` (MaxPooling2D): pool_size must be at least 1, found (0, 2)"
    );
    assert_eq!(
        text(op([5, 5, 8]).strides([2, 0])),
        "layer `pool` (MaxPooling2D): strides must be at least 1, found (2, 0)"
    );
    let flat = Op::new(&[Shape::new(&[676])]);
    assert_eq!(
        flat.describe(Site::new(["pool", "MaxPooling2D"], ["flatten", "Flatten"]))
            .problem
            .expect("a problem")
            .as_str(),
        "layer `pool` (MaxPooling2D) expects [height, width, channels], but layer `flatten` (Flatten) gives [676]\n\
         help: put `pool` before the Flatten"
    );
    assert_eq!(of(flat).output, Shape::new(&[UNKNOWN; 3]));
    assert!(of(Op::new(&[Shape::new(&[UNKNOWN, 1, 8])])).problem.is_none());
}
