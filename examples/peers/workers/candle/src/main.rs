//! candle's worker, with gemm's kernels for AVX-512 switched on. Its optimizer is `AdamW` without decay, which is Adam.

mod models;
mod sound;

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, loss};
use models::{Model, Weights};
use peers_common::{Absent, Data, Failure, Made, inference, serve, training};
use sound::Sound;

fn main() -> std::result::Result<(), Failure> {
    serve("candle 0.11.1", make)
}

fn make(workload: &str, data: &Data) -> Made {
    match workload {
        "w1" => train(data, "mlp", &[784]),
        "w1-tutorial" => train(data, "churn", &[100]),
        "w2" => train(data, "cnn", &[1, 28, 28]),
        "w3" => train(data, "sequence", &[32, 16]),
        "w4a" => predict(data, "tiny", &[4], 1),
        "w4b" => predict(data, "mlp", &[784], 1),
        "w4c" => predict(data, "cnn", &[1, 28, 28], 1),
        "w4d" => predict(data, "steps", &[32, 16], 1),
        "w4d-step" => stream(data, "step", 16),
        "w4e-dense" => predict(data, "wave", &[1], 1),
        "w4e-square" => predict(data, "square", &[16], 1),
        "w4e-gru" => stream(data, "wave_gru", 1),
        "w4e-gru20" => stream(data, "wave_gru20", 1),
        "w4e-lstm" => stream(data, "wave_lstm", 1),
        "w4e-conv1d" => stream(data, "wave_conv", 16),
        "w4e-stack" => stream(data, "wave_stack", 1),
        "w5b" => predict(data, "mlp", &[784], 256),
        "w5c" => predict(data, "cnn", &[1, 28, 28], 256),
        _ => Err(Absent("has no such layers").into()),
    }
}

/// Samples in batches.
fn batches(x: &[f32], shape: &[usize], batch: usize) -> Result<Vec<Tensor>> {
    let shape = [&[batch], shape].concat();
    let len = shape.iter().product();
    x.chunks_exact(len).map(|x| Tensor::from_slice(x, &shape[..], &Device::Cpu)).collect()
}

fn numbers(y: &Tensor) -> Vec<f32> {
    y.flatten_all().and_then(|y| y.to_vec1()).expect("numbers of 32 bits")
}

fn predict(data: &Data, file: &'static str, shape: &[usize], batch: usize) -> Made {
    let mut read = data.network(file)?;
    let model = Model::new(file, &mut Weights { numbers: &mut read, trained: false, vars: Vec::new() })?;
    let elements = shape.iter().product::<usize>();
    let x = batches(&read.x[..256 * elements], shape, batch)?;
    Ok(inference(x.len(), batch, move |i, out| {
        let y = black_box(model.predict(black_box(&x[i])).expect("the shapes are right"));
        if let Some(out) = out {
            out.extend(numbers(&y));
        }
    }))
}

fn stream(data: &Data, file: &'static str, width: usize) -> Made {
    let mut read = data.network(file)?;
    let mut sound = Sound::new(file, &mut Weights { numbers: &mut read, trained: false, vars: Vec::new() })?;
    let x = batches(&read.x, &[width], 1)?;
    Ok(inference(x.len(), 1, move |i, out| {
        if i == 0 {
            sound.reset().expect("small");
        }
        let y = black_box(sound.step(black_box(&x[i])).expect("the shapes are right"));
        if let Some(out) = out {
            out.extend(numbers(&y));
        }
    }))
}

fn train(data: &Data, file: &'static str, shape: &[usize]) -> Made {
    let mut read = data.network(file)?;
    let mut weights = Weights { numbers: &mut read, trained: true, vars: Vec::new() };
    let model = Model::new(file, &mut weights)?;
    let params = ParamsAdamW { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-7, weight_decay: 0.0 };
    let optimizer = AdamW::new(weights.vars, params)?;
    let x = batches(&read.x, shape, 32)?;
    let compared = batches(&read.x, shape, 256)?.swap_remove(0);
    let binary = file == "churn";
    let targets = |labels: &[u8]| -> Result<Tensor> {
        let labels: Vec<u32> = labels.iter().map(|label| u32::from(*label)).collect();
        let y = Tensor::from_vec(labels, 32, &Device::Cpu)?;
        if binary { y.to_dtype(DType::F32)?.unsqueeze(1) } else { Ok(y) }
    };
    let y = read.labels.chunks_exact(32).map(targets).collect::<Result<Vec<_>>>()?;
    let batches = x.len();
    let (model, optimizer) = (Rc::new(model), RefCell::new(optimizer));
    let same = model.clone();
    let step = move |x: &Tensor, y: &Tensor| {
        let logits = model.logits(x)?;
        let loss = if binary { binary_crossentropy(&logits, y)? } else { loss::cross_entropy(&logits, y)? };
        optimizer.borrow_mut().backward_step(&loss)
    };
    let train = move |batches: usize| {
        for (x, y) in x.iter().zip(&y).take(batches) {
            step(x, y).expect("the shapes are right");
        }
    };
    let predictions = move || numbers(&same.predict(&compared).expect("the shapes are right"));
    Ok(training(batches, (train, predictions)))
}

/// Binary crossentropy of logits, `max(x, 0) − x·y + ln(1 + e^−|x|)`. candle's own takes the logarithm of a rounded
/// sigmoid and is soon not a number.
fn binary_crossentropy(x: &Tensor, y: &Tensor) -> Result<Tensor> {
    let tail = (x.abs()?.neg()?.exp()? + 1.0)?.log()?;
    ((x.relu()? - (x * y)?)? + tail)?.mean_all()
}
