//! A declared network against the same arithmetic written out.

use netform::nalgebra::{SMatrix, SVector};
use netform::network::Network as _;

netform::network! {
    /// Three layers.
    pub struct Small: [2, 3] -> [2] {
        hidden: Dense(4, activation = relu),
        Flatten,
        Dense(2, activation = softmax),
    }
}

#[test]
fn a_declared_network_computes_what_it_says() {
    assert_eq!((Small::INPUT, Small::OUTPUT, Small::PARAMS), ([2, 3], [2], 3 * 4 + 4 + 8 * 2 + 2));
    assert_eq!(Small::TRAINABLE_PARAMS, Small::PARAMS);
    let mut network = netform::__private::zeroed::<Small>();
    network.hidden.kernel = SMatrix::from_fn(|r, c| (r as f32 - c as f32) * 0.5);
    network.dense.kernel = SMatrix::from_fn(|r, c| (r * c) as f32 * 0.25);
    let x = SMatrix::<f32, 3, 2>::from_column_slice(&[1.0, 2.0, -1.0, 0.5, 0.0, 2.0]);
    let y = network.predict(&x);
    let h = (network.hidden.kernel * x).map(|v| v.max(0.0));
    let z = network.dense.kernel * SVector::<f32, 8>::from_column_slice(h.as_slice());
    let e = z.map(f32::exp);
    assert!((y - e / e.sum()).amax() < 1e-6, "{y} {}", e / e.sum());

    // The gradient of the loss y[0], against a central difference.
    let pass = netform::__private::Pass::training(1, 0);
    let mut memory = vec![0.0; Small::TRAINING.elements(1)];
    let mut gradients = vec![0.0; Small::TRAINABLE];
    network.forward(pass, &[x.as_slice()], &[false], &mut memory);
    memory[Small::HEADS[0].d_output.offset..][..2].copy_from_slice(&[1.0, 0.0]);
    network.backward(pass, &[x.as_slice()], &[false], &mut memory, &mut gradients);
    for index in 0..Small::PARAMS {
        let mut at = |step: f32| {
            let params = netform::Params::as_mut_slice(&mut *network);
            let old = params[index];
            params[index] += step;
            let y = network.predict(&x)[0];
            netform::Params::as_mut_slice(&mut *network)[index] = old;
            y
        };
        let difference = (at(0.01) - at(-0.01)) / 0.02;
        assert!((difference - gradients[index]).abs() < 2e-3, "{index}: {difference} {}", gradients[index]);
    }
}
