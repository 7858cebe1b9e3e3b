//! burn's worker, on flex, its CPU backend, with gemm's kernels for AVX-512 switched on.

mod models;
mod sound;

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use burn::module::Module;
use burn::nn::loss::{BinaryCrossEntropyLossConfig, CrossEntropyLossConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Int, Tensor, TensorData};
use models::Model;
use peers_common::{Absent, Data, Failure, Made, inference, serve, training};
use sound::Sound;

fn main() -> Result<(), Failure> {
    serve("burn 0.22.1 (flex)", make)
}

fn make(workload: &str, data: &Data) -> Made {
    match workload {
        "w1" => train(data, "mlp", [784, 1, 1]),
        "w1-tutorial" => train(data, "churn", [100, 1, 1]),
        "w2" => train(data, "cnn", [1, 28, 28]),
        "w3" => train(data, "sequence", [32, 16, 1]),
        "w4a" => predict(data, "tiny", [4, 1, 1], 1),
        "w4b" => predict(data, "mlp", [784, 1, 1], 1),
        "w4c" => predict(data, "cnn", [1, 28, 28], 1),
        "w4d" => predict(data, "steps", [32, 16, 1], 1),
        "w4d-step" => stream(data, "step", 16),
        "w4e-dense" => predict(data, "wave", [1, 1, 1], 1),
        "w4e-square" => predict(data, "square", [16, 1, 1], 1),
        "w4e-gru" => stream(data, "wave_gru", 1),
        "w4e-gru20" => stream(data, "wave_gru20", 1),
        "w4e-lstm" => stream(data, "wave_lstm", 1),
        "w4e-conv1d" => stream(data, "wave_conv", 16),
        "w4e-stack" => stream(data, "wave_stack", 1),
        "w5b" => predict(data, "mlp", [784, 1, 1], 256),
        "w5c" => predict(data, "cnn", [1, 28, 28], 256),
        _ => Err(Absent("has no such layers").into()),
    }
}

/// Samples in batches, as tensors of rank 4: networks take the axes that they have.
fn batches(x: &[f32], [a, b, c]: [usize; 3], batch: usize, device: &Device) -> Vec<Tensor<4>> {
    let tensor = |x: &[f32]| Tensor::from_data(TensorData::new(x.to_vec(), [batch, a, b, c]), device);
    x.chunks_exact(batch * a * b * c).map(tensor).collect()
}

fn numbers(y: Tensor<2>) -> Vec<f32> {
    y.into_data().try_to_vec().expect("numbers of 32 bits")
}

fn predict(data: &Data, file: &'static str, shape: [usize; 3], batch: usize) -> Made {
    let device = Device::flex();
    let mut read = data.network(file)?;
    let model = Model::new(file, &mut read, &device);
    let elements: usize = shape.iter().product();
    let x = batches(&read.x[..256 * elements], shape, batch, &device);
    Ok(inference(x.len(), batch, move |i, out| {
        let y = black_box(model.predict(black_box(x[i].clone())));
        if let Some(out) = out {
            out.extend(numbers(y));
        }
    }))
}

fn stream(data: &Data, file: &str, width: usize) -> Made {
    let device = Device::flex();
    let mut read = data.network(file)?;
    let mut sound = Sound::new(file, &mut read, &device);
    let x: Vec<Tensor<3>> =
        batches(&read.x, [1, width, 1], 1, &device).into_iter().map(|x| x.squeeze_dim(3)).collect();
    Ok(inference(x.len(), 1, move |i, out| {
        if i == 0 {
            sound.reset();
        }
        let y = black_box(sound.step(black_box(x[i].clone())));
        if let Some(out) = out {
            out.extend(numbers(y));
        }
    }))
}

fn train(data: &Data, file: &'static str, shape: [usize; 3]) -> Made {
    let device = Device::flex().autodiff();
    let mut read = data.network(file)?;
    let model = Model::new(file, &mut read, &device);
    let mut optimizer = AdamConfig::new().with_epsilon(1e-7).init();
    let x = batches(&read.x, shape, 32, &device);
    let elements: usize = shape.iter().product();
    let compared = batches(&read.x[..256 * elements], shape, 256, &Device::flex()).swap_remove(0);
    let targets = |labels: &[u8]| -> Tensor<1, Int> {
        let labels: Vec<i32> = labels.iter().map(|label| i32::from(*label)).collect();
        Tensor::from_data(TensorData::new(labels, [32]), &device)
    };
    let y: Vec<_> = read.labels.chunks_exact(32).map(targets).collect();
    let binary =
        (file == "churn").then(|| BinaryCrossEntropyLossConfig::new().with_logits(true).init(&device));
    let classes = CrossEntropyLossConfig::new().init(&device);
    let batches = x.len();
    let model = Rc::new(RefCell::new(Some(model)));
    let same = model.clone();
    let train = move |batches: usize| {
        let mut held = model.borrow_mut();
        let mut trained = held.take().expect("put back after every call");
        for (x, y) in x.iter().zip(&y).take(batches) {
            let logits = trained.logits(x.clone());
            let loss = match &binary {
                Some(binary) => binary.forward(logits, y.clone().reshape([32, 1])),
                None => classes.forward(logits, y.clone()),
            };
            let gradients = GradientsParams::from_grads(loss.backward(), &trained);
            trained = optimizer.step(1e-3, trained, gradients);
        }
        *held = Some(trained);
    };
    let predictions = move || {
        let held = same.borrow();
        numbers(held.as_ref().expect("put back after every call").valid().predict(compared.clone()))
    };
    Ok(training(batches, (train, predictions)))
}
