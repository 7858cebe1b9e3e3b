use super::*;
use crate::layers::test::{check, random};

const SITE: Site = Site::new(["reshape", "Reshape"], ["dense", "Dense"]);

fn describe(input: &[usize], target: &[isize]) -> Description {
    Op::new(&[Shape::new(input)], target).describe(SITE)
}

fn problem(input: &[usize], target: &[isize]) -> String {
    describe(input, target).problem.unwrap().as_str().to_owned()
}

#[test]
fn gives_another_shape() {
    assert_eq!(describe(&[98], &[7, 7, 2]).output, Shape::new(&[7, 7, 2]));
    assert_eq!(describe(&[98], &[7, -1, 2]).output, Shape::new(&[7, 7, 2]));
    assert_eq!(describe(&[4, 3], &[-1]).output, Shape::new(&[12]));
    assert_eq!(describe(&[4, 3], &[1, 1, 2, 3, 2]).output, Shape::new(&[1, 1, 2, 3, 2]));
    let op = Op::new(&[Shape::new(&[2, 3])], &[3, -1]);
    check(&op, &op.describe(SITE), 2, &[random(12, 1)], &[]);
}

#[test]
fn counts_differ() {
    assert_eq!(
        problem(&[98], &[7, 7, 3]),
        "layer `reshape` (Reshape) makes [7, 7, 3] (147 elements), but layer `dense` (Dense) gives [98] (98 \
         elements)\nhelp: [7, 7, 2] has 98 elements; so has [7, 7, -1], where -1 follows from the rest"
    );
    assert_eq!(
        problem(&[5, 6], &[4, 3]),
        "layer `reshape` (Reshape) makes [4, 3] (12 elements), but layer `dense` (Dense) gives [5, 6] (30 \
         elements)\nhelp: [10, 3] has 30 elements; so has [-1, 3], where -1 follows from the rest"
    );
    assert_eq!(
        problem(&[7], &[2, 2]),
        "layer `reshape` (Reshape) makes [2, 2] (4 elements), but layer `dense` (Dense) gives [7] (7 elements)"
    );
    assert_eq!(
        problem(&[100], &[7, 7, -1]),
        "layer `reshape` (Reshape) makes [7, 7, -1] (a multiple of 49 elements), but layer `dense` (Dense) \
         gives [100] (100 elements)\nhelp: the nearest that fit are 98 and 147 elements"
    );
    assert_eq!(describe(&[100], &[7, 7, -1]).output, Shape::new(&[7, 7, UNKNOWN]));
    assert_eq!(describe(&[98], &[7, 7, 3]).output, Shape::new(&[7, 7, 3]));
}

#[test]
fn the_target_is_a_shape() {
    assert_eq!(
        problem(&[6], &[0, 6]),
        "layer `reshape` (Reshape) expects axes of at least 1, or -1, in `target_shape`, but is given [0, 6]"
    );
    assert_eq!(
        problem(&[6], &[-1, 2, -1]),
        "layer `reshape` (Reshape) expects at most one -1 in `target_shape`, but is given [-1, 2, -1]\n\
         help: only one axis can follow from the others"
    );
    assert_eq!(
        problem(&[6], &[1, 1, 1, 1, 1, 6]),
        "layer `reshape` (Reshape) expects at most 5 axes in `target_shape`, but is given 6"
    );
    assert_eq!(
        problem(&[6], &[]),
        "layer `reshape` (Reshape) expects at least one axis in `target_shape`, but is given none"
    );
}

#[test]
fn an_unknown_input_raises_nothing() {
    let description = describe(&[UNKNOWN, 4], &[3, -1]);
    assert!(description.problem.is_none());
    assert_eq!(description.output, Shape::new(&[3, UNKNOWN]));
}
