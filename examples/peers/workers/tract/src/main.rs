//! tract's worker: the networks come as ONNX files, with the weights in them and the batch known when they are optimised.

use std::hint::black_box;
use std::path::Path;

use peers_common::{Absent, Data, Failure, Made, inference, serve};
use tract_onnx::prelude::*;

fn main() -> Result<(), Failure> {
    serve("tract 0.23.9", make)
}

fn plan(file: &Path) -> Result<Arc<TypedRunnableModel>, Failure> {
    Ok(tract_onnx::onnx().model_for_path(file)?.into_optimized()?.into_runnable()?)
}

fn make(workload: &str, data: &Data) -> Made {
    match workload {
        "w4a" => predict(data, "tiny", &[1, 4]),
        "w4b" => predict(data, "mlp", &[1, 784]),
        "w4c" => predict(data, "cnn", &[1, 1, 28, 28]),
        "w4d" => predict(data, "steps", &[1, 32, 16]),
        "w4d-step" => stream(data, "step", &[1, 1, 16], &[&[1, 64], &[1, 64]]),
        "w4e-dense" => predict(data, "wave", &[1, 1]),
        "w4e-square" => predict(data, "square", &[1, 16]),
        "w4e-gru" => stream(data, "wave_gru", &[1, 1, 1], &[&[1, 8]]),
        "w4e-gru20" => stream(data, "wave_gru20", &[1, 1, 1], &[&[1, 20]]),
        "w4e-lstm" => stream(data, "wave_lstm", &[1, 1, 1], &[&[1, 20], &[1, 20]]),
        "w4e-conv1d" => stream(data, "wave_conv", &[1, 1, 16], &[&[1, 56, 16]]),
        "w4e-stack" => stream(data, "wave_stack", &[1, 1, 1], &[&[1, 4, 8], &[1, 8]]),
        "w5b" => predict(data, "mlp", &[256, 784]),
        "w5c" => predict(data, "cnn", &[256, 1, 28, 28]),
        _ => Err(Absent("does not train").into()),
    }
}

/// The batches of a network's samples.
fn batches(data: &Data, file: &str, shape: &[usize]) -> Result<Vec<TValue>, Failure> {
    let len: usize = shape.iter().product();
    let x = data.network(file)?.x;
    let batch = |values: &[f32]| Ok(Tensor::from_shape(shape, values)?.into());
    x.chunks_exact(len).take(256 / shape[0]).map(batch).collect()
}

fn show(out: &mut Vec<f32>, y: &Tensor) {
    out.extend(y.to_plain_array_view::<f32>().expect("numbers of 32 bits").iter());
}

fn predict(data: &Data, file: &str, shape: &[usize]) -> Made {
    // An LSTM goes on from the last call's state, unless a new one begins.
    let keeps = file == "steps";
    let ending = if shape[0] == 1 { "" } else { "-256" };
    let plan = plan(&data.folder().join(format!("{file}{ending}.onnx")))?;
    let x = batches(data, file, shape)?;
    let mut state = plan.spawn()?;
    Ok(inference(x.len(), shape[0], move |i, out| {
        if keeps {
            state = plan.spawn().expect("it has been before");
        }
        let y = black_box(state.run(tvec!(black_box(x[i].clone()))).expect("the shapes are right"));
        if let Some(out) = out {
            show(out, &y[0]);
        }
    }))
}

/// One sample after another: the last outputs are the next inputs after the sample.
fn stream(data: &Data, file: &str, shape: &[usize], states: &'static [&[usize]]) -> Made {
    let plan = plan(&data.folder().join(format!("{file}.onnx")))?;
    let x = batches(data, file, shape)?;
    let mut state = plan.spawn()?;
    let mut last: TVec<TValue> = tvec!();
    Ok(inference(x.len(), 1, move |i, out| {
        if i == 0 {
            last = states.iter().map(|shape| Tensor::zero::<f32>(shape).expect("small").into()).collect();
        }
        let mut inputs = tvec!(x[i].clone());
        inputs.extend(last.drain(..));
        let y = black_box(state.run(inputs).expect("the shapes are right"));
        if let Some(out) = out {
            show(out, &y[0]);
        }
        let first = y.len() - states.len();
        last = y.into_iter().skip(first).collect();
    }))
}
