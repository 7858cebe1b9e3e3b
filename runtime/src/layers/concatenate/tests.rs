//! Joined values against plain loops, and what is said of those that do not fit.

use super::*;
use crate::layers::test::{Case, check, random};

const SITE: Site = Site::new(["concat(x, pose)", "operation"], ["x", "Conv2D"]).and(&[["pose", ""]]);

fn op(axes: &[&[usize]]) -> Op {
    Op::new(&axes.iter().map(|axes| Shape::new(axes)).collect::<Vec<_>>())
}

fn problem(op: &Op) -> String {
    op.describe(SITE).problem.expect("a problem").as_str().to_owned()
}

#[test]
fn values_by_hand() {
    let op = op(&[&[2, 1], &[2, 2]]);
    let inputs = [vec![1.0_f32, 2.0], vec![3.0, 4.0, 5.0, 6.0]];
    let description = op.describe(SITE);
    let case = Case::new(&op, &description, 1, &inputs, &[]);
    assert_eq!(case.output(), [1.0, 3.0, 4.0, 2.0, 5.0, 6.0]);
    let d = case.gradients(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).d_inputs;
    assert_eq!(d, [vec![1.0, 4.0], vec![2.0, 3.0, 5.0, 6.0]]);
}

#[test]
fn any_axis_as_a_plain_loop() {
    for (axis, place) in [(1, 0), (2, 1), (-2, 1), (3, 2), (-1, 2), (-3, 0)] {
        let shapes = [1, 4, 17].map(|size| with_axis(Shape::new(&[2, 3, 2]), place, size));
        let op = Op::new(&shapes).axis(axis);
        let description = op.describe(SITE);
        assert_eq!(description.output, with_axis(Shape::new(&[2, 3, 2]), place, 22));
        let inputs: Vec<_> = shapes
            .iter()
            .enumerate()
            .map(|(seed, shape)| random::<f64>(2 * shape.len(), seed as u64))
            .collect();
        let mut expected = Vec::new();
        let [before, _, behind] = axis::around(shapes[0], place);
        for block in 0..2 * before {
            for (shape, input) in shapes.iter().zip(&inputs) {
                let width = shape.axis(place) * behind;
                expected.extend_from_slice(&input[block * width..][..width]);
            }
        }
        assert_eq!(Case::new(&op, &description, 2, &inputs, &[]).output(), expected);
        check(&op, &description, 2, &inputs, &[]);
    }
}

#[test]
fn the_axis_exists() {
    for (axis, text) in [(0, "0"), (4, "4"), (-4, "-4")] {
        assert_eq!(
            problem(&op(&[&[2, 3, 4], &[2, 3, 4]]).axis(axis)),
            format!(
                "`concat(x, pose)` works along axis {text}, but layer `x` (Conv2D) gives [2, 3, 4]\n\
                 help: its axes are 1 to 3, or -1 for the last"
            )
        );
    }
    assert_eq!(
        problem(&op(&[&[2], &[3]]).axis(2)),
        "`concat(x, pose)` works along axis 2, but layer `x` (Conv2D) gives [2]\n\
         help: its axes are 1 alone, or -1"
    );
}

#[test]
fn the_other_axes_are_the_same() {
    assert_eq!(
        problem(&op(&[&[16, 16, 8], &[6]])),
        "`concat(x, pose)`: layer `x` (Conv2D) gives [16, 16, 8], but input `pose` gives [6]\n\
         help: join it flattened: `Flatten()(x)` gives [2048]"
    );
    assert_eq!(
        problem(&op(&[&[16, 16, 8], &[16, 6]])),
        "`concat(x, pose)`: layer `x` (Conv2D) gives [16, 16, 8], but input `pose` gives [16, 6]\n\
         help: both need as many axes: put a `Reshape` before one of them"
    );
    assert_eq!(
        problem(&op(&[&[4, 8], &[5, 8]])),
        "`concat(x, pose)`: layer `x` (Conv2D) gives [4, 8], but input `pose` gives [5, 8]\n\
         help: they differ along axis 1 alone: `axis = 1` joins them to [9, 8]"
    );
    assert_eq!(
        problem(&op(&[&[8, 8, 4], &[16, 16, 8]])),
        "`concat(x, pose)`: layer `x` (Conv2D) gives [8, 8, 4], but input `pose` gives [16, 16, 8]\n\
         help: `strides = 2` shrank `x`: use `strides = 1` and `padding = same` in both branches, \
         or give the other branch `strides = 2` too"
    );
    assert_eq!(
        problem(&op(&[&[8, 6, 4], &[6, 8, 4]])),
        "`concat(x, pose)`: layer `x` (Conv2D) gives [8, 6, 4], but input `pose` gives [6, 8, 4]\n\
         help: along all axes but the one that is joined both have the same size"
    );
}

#[test]
fn unknown_axes_stay_unknown_where_they_are_joined() {
    for (axes, output, is_wrong) in [
        ([&[UNKNOWN, 8][..], &[4, 8]], &[4, 16][..], false),
        ([&[4, UNKNOWN], &[4, 8]], &[4, UNKNOWN], false),
        ([&[UNKNOWN, UNKNOWN, 3], &[4, 8]], &[4, UNKNOWN], false),
        ([&[3, 8], &[4, 8]], &[UNKNOWN, 16], true),
        ([&[3, 8], &[8]], &[UNKNOWN, UNKNOWN], true),
    ] {
        let description = op(&axes).describe(SITE);
        assert_eq!(description.output, Shape::new(output), "{axes:?}");
        assert_eq!(description.problem.is_some(), is_wrong, "{axes:?}");
    }
}
