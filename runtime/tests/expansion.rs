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
    let mut network = Small::new(1);
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

#[test]
fn new_networks_are_initialized() {
    let network = Small::new(1);
    let limit = |fans: f32| (6.0 / fans).sqrt();
    assert!(network.hidden.kernel.amax() < limit(7.0) && network.hidden.kernel.amax() > 0.5 * limit(7.0));
    assert!(network.dense.kernel.amax() < limit(10.0) && network.dense.kernel.amax() > 0.5 * limit(10.0));
    assert_eq!((network.hidden.bias.amax(), network.dense.bias.amax()), (0.0, 0.0));
    let weights = |seed| netform::Params::as_slice(&*Small::new(seed)).to_vec();
    assert_eq!(weights(1), netform::Params::as_slice(&*network));
    assert_ne!(weights(1), weights(2));
    let mut other = Small::new(2);
    other.initialize(1);
    assert_eq!(netform::Params::as_slice(&*other), weights(1));
}

#[test]
fn the_summary_is_kerass_table() {
    assert_eq!(
        format!("\n{}", Small::summary()),
        r#"
Model: "Small"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ hidden (Dense)                  │ [2, 4]                 │            16 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ [8]                    │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ [2]                    │            18 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 34 (136.00 B)
 Trainable params: 34 (136.00 B)
 Non-trainable params: 0 (0.00 B)
 Prediction workspace: 32.00 B
 Training memory: 80.00 B per sample"#
    );
}

#[test]
fn variance_scaling_is_what_its_short_names_say() {
    netform::network! {
        struct Named: [6] -> [3] {
            Dense(5, kernel_initializer = he_normal(seed = 3)),
            Dense(3, kernel_initializer = glorot_uniform(seed = 4)),
        }

        struct Written: [6] -> [3] {
            Dense(5, kernel_initializer = variance_scaling(2.0, fan_in, truncated_normal, seed = 3)),
            Dense(3, kernel_initializer = variance_scaling(mode = fan_avg, distribution = uniform, seed = 4)),
        }
    }
    let (named, written) = (Named::new(1), Written::new(1));
    assert_eq!(named.dense.kernel, written.dense.kernel);
    assert_eq!(named.dense_1.kernel, written.dense_1.kernel);
    assert!(named.dense.kernel.amax() > 0.0);
}
