//! Networks with sizes as parameters.

use netform::nalgebra::SVector;
use netform::prelude::*;

network! {
    /// A hidden layer of any size.
    #[derive(Debug)]
    pub struct Mlp<const H: usize>: [4] -> [2] {
        hidden: Dense(H, activation = tanh),
        Dropout(0.1),
        Dense(2, use_bias = false),
    }
}

network! {
    /// Any size in and out.
    pub struct Residual<const N: usize>(x: [N]) -> [N] {
        let h = Dense(N, activation = relu)(x);
        0.5 * (x + h)
    }
}

network! {
    /// Generic networks as layers.
    pub struct Both: [4] -> [2] {
        first: Mlp::<3>,
        Dense(6),
        Residual::<6>(trainable = false),
        Dense(2),
    }
}

network! {
    /// Several inputs and outputs, and a group of layers.
    #[budget(weights = "1 KiB")]
    pub struct Several<const N: usize>(a: [N], b: [3, N]) -> { sum: [N], kept: [3, N] } {
        let tower = (Dense(N, activation = tanh), Dense(N));
        sum = a + tower(a);
        kept = tower(b);
    }
}

#[test]
fn samples_and_groups_have_the_parameters() {
    let network = Several::<4>::new(2);
    assert_eq!(network.tower.dense.kernel.shape(), (4, 4));
    assert_eq!(Several::<4>::INPUTS, [("a", &[4][..]), ("b", &[3, 4])]);
    let a = SVector::<f32, 4>::new(0.5, -1.0, 0.25, 2.0);
    let input = SeveralInput { a, b: SMatrix::from_columns(&[a, -a, a]) };
    let output: SeveralOutput<4> = network.predict(&input);
    // Up to the rounding of the sum.
    assert!((output.sum - a - output.kept.column(0)).amax() < 1e-6);
    assert_eq!(output.kept.column(2), output.kept.column(0));
}

#[test]
fn sizes_are_the_user_s() {
    assert_eq!(Mlp::<5>::PARAMS, 4 * 5 + 5 + 5 * 2);
    assert_eq!((Residual::<3>::INPUT, Residual::<3>::OUTPUT), ([3], [3]));
    let network = Mlp::<5>::new(1);
    let x = SVector::<f32, 4>::new(0.5, -1.0, 0.25, 2.0);
    let h = (network.hidden.kernel * x + network.hidden.bias).map(f32::tanh);
    let y = network.dense.kernel * h;
    assert!((network.predict(&x) - y).amax() < 1e-6);
    let mut workspace = netform::Workspace::<f32, { Mlp::<5>::WORKSPACE }>::new();
    let mut into = SVector::<f32, 2>::zeros();
    network.predict_into(&x, &mut into, &mut workspace);
    assert_eq!(into, network.predict(&x));
    assert_eq!(Both::TRAINABLE_PARAMS, Mlp::<3>::PARAMS + 2 * 6 + 6 + 6 * 2 + 2);
}

#[test]
fn trains() {
    let x: Vec<SVector<f32, 4>> =
        (0..64).map(|n| SVector::from_fn(|r, _| ((n * 7 + r * 5) % 11) as f32 / 5.0 - 1.0)).collect();
    let y: Vec<SVector<f32, 2>> = x.iter().map(|x| SVector::<f32, 2>::new(x[0] - x[1], x[2] * 0.5)).collect();
    let mut model = Mlp::<16>::new(3).compile(Adam::new(0.01), MeanSquaredError::default(), ());
    let before = model.evaluate(&x, &y).unwrap().loss;
    model.fit(&x, &y, Fit::epochs(60).batch_size(8)).unwrap();
    assert!(model.evaluate(&x, &y).unwrap().loss < 0.2 * before);
}
