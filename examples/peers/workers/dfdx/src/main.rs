//! dfdx's worker: its dense networks. Convolutions need a nightly compiler there, and a recurrent layer it has not.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use dfdx::optim::{Adam, AdamConfig};
use dfdx::prelude::*;
use peers_common::{Absent, Data, Failure, Made, Network, inference, serve, training, transpose};

type Mlp = ((Linear<784, 128>, ReLU), (Linear<128, 64>, ReLU), Linear<64, 10>);
type Churn = ((Linear<100, 64>, ReLU), Linear<64, 1>);
type Tiny = ((Linear<4, 16>, ReLU), (Linear<16, 16>, ReLU), Linear<16, 3>);
type Wave = ((Linear<1, 8>, Tanh), Linear<8, 1>);
type Square = Linear<16, 16>;

fn main() -> Result<(), Failure> {
    // As dfdx's examples advise.
    dfdx::flush_denormals_to_zero();
    serve("dfdx 0.13.0", make)
}

type Built<M> = <M as BuildOnDevice<Cpu, f32>>::Built;

/// Sets a layer's weights, in Keras's layout.
fn set<const I: usize, const O: usize>(
    layer: &mut dfdx::nn::modules::Linear<I, O, f32, Cpu>,
    numbers: &mut Network,
) {
    layer.weight.copy_from(&transpose(&numbers.tensor(I * O), [I, O]));
    layer.bias.copy_from(&numbers.tensor(O));
}

/// Batches of so many samples.
fn batches<const B: usize, const I: usize>(dev: &Cpu, x: &[f32]) -> Vec<Tensor<Rank2<B, I>, f32, Cpu>> {
    x.chunks_exact(B * I).map(|x| dev.tensor_from_vec(x.to_vec(), (Const::<B>, Const::<I>))).collect()
}

fn mlp(dev: &Cpu, numbers: &mut Network) -> Built<Mlp> {
    let mut model = dev.build_module::<Mlp, f32>();
    set(&mut model.0.0, numbers);
    set(&mut model.1.0, numbers);
    set(&mut model.2, numbers);
    model
}

fn churn(dev: &Cpu, numbers: &mut Network) -> Built<Churn> {
    let mut model = dev.build_module::<Churn, f32>();
    set(&mut model.0.0, numbers);
    set(&mut model.1, numbers);
    model
}

fn tiny(dev: &Cpu, numbers: &mut Network) -> Built<Tiny> {
    let mut model = dev.build_module::<Tiny, f32>();
    set(&mut model.0.0, numbers);
    set(&mut model.1.0, numbers);
    set(&mut model.2, numbers);
    model
}

fn wave(dev: &Cpu, numbers: &mut Network) -> Built<Wave> {
    let mut model = dev.build_module::<Wave, f32>();
    set(&mut model.0.0, numbers);
    set(&mut model.1, numbers);
    model
}

fn square(dev: &Cpu, numbers: &mut Network) -> Built<Square> {
    let mut model = dev.build_module::<Square, f32>();
    set(&mut model, numbers);
    model
}

/// Predictions in batches of `$batch`, and what comes after the network.
macro_rules! predict {
    ($network:ident, $inputs:literal, $batch:literal, $data:expr, $ending:expr) => {{
        let (dev, mut numbers) = (Cpu::default(), $data.network(stringify!($network))?);
        let model = $network(&dev, &mut numbers);
        let x = batches::<$batch, $inputs>(&dev, &numbers.x[..256 * $inputs]);
        Ok(inference(x.len(), $batch, move |i, out| {
            let y = black_box($ending(model.forward(black_box(x[i].clone()))));
            if let Some(out) = out {
                out.extend(y.as_vec());
            }
        }))
    }};
}

/// Training with Adam; `$targets` makes a batch's targets of its labels.
macro_rules! train {
    ($network:ident, $inputs:literal, $outputs:literal, $data:expr, $targets:expr, $loss:expr, $ending:expr) => {{
        let (dev, mut numbers) = (Cpu::default(), $data.network(stringify!($network))?);
        let model = Rc::new(RefCell::new($network(&dev, &mut numbers)));
        let x = batches::<32, $inputs>(&dev, &numbers.x);
        let compared = batches::<256, $inputs>(&dev, &numbers.x[..256 * $inputs]);
        let targets = |labels: &[u8]| -> Tensor<Rank2<32, $outputs>, f32, Cpu> {
            let values: Vec<f32> = labels.iter().flat_map($targets).collect();
            dev.tensor_from_vec(values, (Const::<32>, Const::<$outputs>))
        };
        let y: Vec<_> = numbers.labels.chunks_exact(32).map(targets).collect();
        let (batches, same) = (x.len(), model.clone());
        let cfg = AdamConfig { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-7, weight_decay: None };
        let mut optimizer = Adam::new(&*model.borrow(), cfg);
        let mut gradients = Some(model.borrow().alloc_grads());
        let train = move |batches: usize| {
            let model = &mut *model.borrow_mut();
            for (x, y) in x.iter().zip(&y).take(batches) {
                let logits = model.forward_mut(x.clone().traced(gradients.take().expect("given back")));
                let mut found = $loss(logits, y.clone()).backward();
                optimizer.update(model, &found).expect("every weight is used");
                model.zero_grads(&mut found);
                gradients = Some(found);
            }
        };
        let predictions = move || $ending(same.borrow().forward(compared[0].clone())).as_vec();
        Ok(training(batches, (train, predictions)))
    }};
}

fn make(workload: &str, data: &Data) -> Made {
    let one_hot = |label: &u8| (0..10).map(|class| f32::from(u8::from(class == *label))).collect::<Vec<_>>();
    match workload {
        "w1" => {
            train!(mlp, 784, 10, data, one_hot, cross_entropy_with_logits_loss, |y: Tensor<_, _, _>| y
                .softmax::<Axis<1>>())
        }
        "w1-tutorial" => {
            train!(
                churn,
                100,
                1,
                data,
                |label| [f32::from(*label)],
                binary_cross_entropy_with_logits_loss,
                sigmoid
            )
        }
        "w4a" => predict!(tiny, 4, 1, data, |y| y),
        "w4b" => predict!(mlp, 784, 1, data, |y: Tensor<_, _, _>| y.softmax::<Axis<1>>()),
        "w4e-square" => predict!(square, 16, 1, data, |y| y),
        "w4e-dense" => predict!(wave, 1, 1, data, |y| y),
        "w5b" => predict!(mlp, 784, 256, data, |y: Tensor<_, _, _>| y.softmax::<Axis<1>>()),
        "w2" | "w4c" | "w5c" => Err(Absent("convolutions need a nightly compiler").into()),
        "w4e-conv1d" | "w4e-stack" => Err(Absent("has no convolution over sequences").into()),
        _ => Err(Absent("has no recurrent layers").into()),
    }
}
