//! Compositions of layers against networks that say the same.

use netform::Params;
use netform::compose::{Flattened, Parallel, Residual, Then};
use netform::dims::typenum::{U2, U3};
use netform::dims::{Const, D1, D2, Size};
use netform::layer::{Backward, Forward, Layer};
use netform::prelude::*;

network! {
    #[scalar(f64)]
    #[derive(Clone, Debug)]
    struct Front: [4] -> [4] {
        Dense(3, activation = tanh),
        Dense(4, activation = softplus),
    }
}

network! {
    #[scalar(f64)]
    struct Back: [4] -> [2] {
        Dense(2, activation = tanh),
    }
}

netform::weights! {
    /// `[2, 3]`, scaled.
    #[scalar(f64)]
    struct Scale {
        factor: [1] = ones,
    }
}

impl Layer for Scale {
    type Input = D2<U2, U3>;
    type Output = D2<U2, U3>;

    fn forward(&self, f: Forward<'_, f64>) {
        f.output.iter_mut().zip(f.inputs[0]).for_each(|(y, x)| *y = self.factor[0] * x);
    }

    fn backward(&self, b: Backward<'_, f64>) {
        if b.d_params.is_wanted() {
            let sum: f64 = b.d_output.iter().zip(b.inputs[0]).map(|(d, x)| d * x).sum();
            b.d_params.values[0] = if b.d_params.accumulate { b.d_params.values[0] + sum } else { sum };
        }
        let d_input = &mut b.d_inputs[0];
        let accumulate = d_input.accumulate;
        for (d_x, d_y) in d_input.values.iter_mut().zip(&*b.d_output) {
            *d_x = self.factor[0] * d_y + if accumulate { *d_x } else { 0.0 };
        }
    }
}

network! {
    /// A composition as a layer.
    #[scalar(f64)]
    struct Composed(x: [3], s: [2, 3]) -> { y: [2], z: [6] } {
        let h = Dense(4)(x);
        let r = Then::<Residual<Front>, Then<Front, Residual<Front>>>()(h);
        let (a, b) = Parallel::<Front, Back>()(r);
        let c = Dense(2)(a);
        y = b * c;
        z = Then::<Scale, Flattened<D2<U2, U3>, f64>>()(s);
    }
}

network! {
    /// The same without compositions.
    #[scalar(f64)]
    struct Plain(x: [3], s: [2, 3]) -> { y: [2], z: [6] } {
        let h = Dense(4)(x);
        let first = Front();
        let second = Front();
        let third = Front();
        let p = h + first(h);
        let q = second(p);
        let r = q + third(q);
        let left = Front()(r);
        let right = Back()(r);
        let c = Dense(2)(left);
        y = right * c;
        z = Flatten()(Scale()(s));
    }
}

type Values = (Vec<f64>, Vec<f64>, Vec<f64>);

/// Values and gradients of a batch of two.
fn run<N: Network<Scalar = f64>>(network: &N) -> Values {
    let numbers = |len: usize| (0..len).map(|n| (n * 29 % 17) as f64 / 8.0 - 1.0).collect::<Vec<_>>();
    let (x, s) = (numbers(6), numbers(12));
    let pass = netform::network::Pass::training(2, 0);
    let mut memory = vec![f64::NAN; N::TRAINING.elements(2)];
    let mut gradients = vec![f64::NAN; N::TRAINABLE];
    network.forward(pass, &[&x, &s], &[false; 2], &mut memory);
    let part =
        |head: &netform::network::Head| head.output.offset * 2..(head.output.offset + head.output.len) * 2;
    let (y, z) = (memory[part(&N::HEADS[0])].to_vec(), memory[part(&N::HEADS[1])].to_vec());
    for head in N::HEADS {
        memory[head.d_output.offset * 2..][..head.d_output.len * 2].fill(0.5);
    }
    network.backward(pass, &[&x, &s], &[false; 2], &mut memory, &mut gradients);
    (y, z, gradients)
}

#[test]
fn a_composition_is_the_network_that_it_says() {
    assert_eq!(Composed::PARAMS, Plain::PARAMS);
    let plain = Plain::new(3);
    let mut composed = Composed::new(1);
    composed.as_mut_slice().copy_from_slice(plain.as_slice());
    let ((y, z, gradients), (expected_y, expected_z, expected)) = (run(&*composed), run(&*plain));
    assert_eq!((y, z), (expected_y, expected_z));
    for (found, expected) in gradients.iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-12 * (1.0 + expected.abs()), "{found} {expected}");
    }
    let input = ComposedInput { x: SMatrix::from_element(0.3), s: SMatrix::from_element(0.2) };
    let same = PlainInput { x: input.x, s: input.s };
    assert_eq!(composed.predict(&input).y, plain.predict(&same).y);
    assert!(Composed::summary().to_string().contains("second (Layer)"), "{}", Composed::summary());
}

/// A generic composition, proved here for all features and heads.
fn elements<F, H>() -> usize
where
    F: Layer<Scalar = f64, Output: netform::dims::Flat>,
    H: Layer<Scalar = f64, Input = D1<<F::Output as netform::dims::Flat>::Len>>,
{
    <Then<F, Then<Flattened<F::Output, f64>, H>> as Params>::LEN
}

netform::weights! {
    /// Takes six.
    #[scalar(f64)]
    struct Six {
        kernel: [6, 2],
    }
}

impl Layer for Six {
    type Input = D1<netform::dims::typenum::U6>;
    type Output = D1<Const<2>>;

    fn forward(&self, _: Forward<'_, f64>) {}
    fn backward(&self, _: Backward<'_, f64>) {}
}

#[test]
fn typenum_multiplies_the_axes() {
    assert_eq!(elements::<Scale, Six>(), 1 + 12);
    assert_eq!(<<D2<U2, U3> as netform::dims::Flat>::Len as Size>::SIZE, 6);
}
