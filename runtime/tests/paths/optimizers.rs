//! Steps of optimizers, which are the same bits on every instruction set.

use netform::Scalar;
use netform::kernels::Isa;
use netform::optimizers::{Optimizer, Update};
use netform::prelude::*;

/// The weights after some steps, with all tails of all registers.
fn trajectory<T: Scalar>(optimizer: &impl Optimizer<T>, isa: Isa) -> Vec<T> {
    let number = |index: usize| T::from_f64(((index * 7919 + 13) % 10_007) as f64 / 5003.5 - 1.0);
    let mut all = Vec::new();
    for len in 0..40 {
        let mut weights: Vec<T> = (0..len).map(number).collect();
        let mut slots = vec![vec![T::ZERO; len]; optimizer.slots()];
        for step in 1..4 {
            let gradients: Vec<T> = (0..len).map(|index| number(31 * index + step as usize)).collect();
            let mut slots = slots.iter_mut();
            let slots =
                std::array::from_fn(|_| slots.next().map_or_else(Default::default, |slot| &mut slot[..]));
            optimizer.update(Update { step, isa, weights: &mut weights, gradients: &gradients, slots });
        }
        all.extend(weights);
    }
    all
}

fn check<O: Optimizer<f32> + Optimizer<f64>>(optimizer: &O) {
    let (narrow, wide) =
        (trajectory::<f32>(optimizer, Isa::PORTABLE), trajectory::<f64>(optimizer, Isa::PORTABLE));
    assert!(narrow.iter().zip(&wide).all(|(narrow, wide)| (f64::from(*narrow) - wide).abs() < 1e-4));
    for isa in Isa::available() {
        assert!(trajectory::<f32>(optimizer, isa) == narrow, "{isa}");
        assert!(trajectory::<f64>(optimizer, isa) == wide, "{isa}");
    }
}

#[test]
fn optimizers_give_the_bits_of_portable() {
    check(&SGD::new(0.1));
    check(&SGD::new(0.1).momentum(0.9));
    check(&SGD::new(0.1).momentum(0.9).nesterov(true));
    check(&RMSprop::new(0.01).momentum(0.5).centered(true));
    check(&Adam::new(0.01).amsgrad(true));
    check(&AdamW::new(0.01));
}
