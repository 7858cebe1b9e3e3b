//! The networks over sequences, and the streaming ones, which keep their state from one sample to the next.

use std::hint::black_box;

use netform::Sample;
use netform::prelude::*;
use peers_common::{Data, Failure, Made, inference, training};

network! {
    /// W3: sequences to classes.
    pub struct Sequence: [32, 16] -> [10] {
        LSTM(64),
        Dense(10, activation = softmax),
    }
}

network! {
    /// W4d: 32 steps.
    pub struct Steps: [32, 16] -> [64] {
        LSTM(64),
    }
}

network! {
    /// W4d: one step.
    pub struct Step(x: [1, 16], h: [64], c: [64]) -> { h_next: [64], c_next: [64] } {
        let (_, h_last, c_last) = LSTM(64, return_state = true)(x, initial_state = (h, c));
        h_next = h_last;
        c_next = c_last;
    }
}

network! {
    /// W4e: a long short-term memory a sample.
    pub struct WaveLstm(x: [1, 1], h: [20], c: [20]) -> { y: [1], h_next: [20], c_next: [20] } {
        let (last, h_last, c_last) = LSTM(20, return_state = true)(x, initial_state = (h, c));
        y = Dense(1)(last);
        h_next = h_last;
        c_next = c_last;
    }
}

network! {
    /// W4e: a gated recurrent unit a sample.
    pub struct WaveGru(x: [1, 1], h: [8]) -> { y: [1], h_next: [8] } {
        let (last, h_last) = GRU(8, return_state = true)(x, initial_state = h);
        y = Dense(1)(last);
        h_next = h_last;
    }
}

network! {
    /// W4e: a dilated convolution on the window that one sample needs.
    pub struct WaveConv: [57, 16] -> [1, 16] {
        Conv1D(16, 15, dilation_rate = 4),
    }
}

/// Predicts one sample after another: the last outputs are the next inputs after `x`. The first output is compared.
macro_rules! stream {
    ($network:ident, $workspace:ident, $file:literal, $width:literal, $data:expr) => {{
        let network = crate::weights($network::new(0), $data, $file)?;
        let x = $data.network($file)?.x;
        let mut input = <$network as Network>::Input::zeros();
        let mut output = <$network as Network>::Output::zeros();
        let mut workspace = Box::new($workspace::new());
        let states = <$network as Network>::INPUT_PORTS.len() - 1;
        let first = <$network as Network>::OUTPUT_PORTS.len() - states;
        Ok(Some(inference(256, 1, move |i, out| {
            if i == 0 {
                input = Sample::zeros();
            }
            input.part_mut(0).copy_from_slice(&x[i * $width..][..$width]);
            network.predict_into(black_box(&input), &mut output, &mut workspace);
            black_box(&mut output);
            for state in 0..states {
                input.part_mut(1 + state).copy_from_slice(output.part(first + state));
            }
            if let Some(out) = out {
                out.extend_from_slice(output.part(0));
            }
        })))
    }};
}

/// The workloads of this file.
pub fn make(workload: &str, data: &Data) -> Made {
    match workload {
        "w3" => train!(Sequence, SparseCategoricalCrossentropy, |label| *label, "sequence", data),
        "w4d-step" => stream!(Step, StepWorkspace, "step", 16, data),
        "w4d" => predict!(Steps, StepsWorkspace, "steps", data),
        "w4e-lstm" => stream!(WaveLstm, WaveLstmWorkspace, "wave_lstm", 1, data),
        "w4e-gru" => stream!(WaveGru, WaveGruWorkspace, "wave_gru", 1, data),
        "w4e-conv1d" => predict!(WaveConv, WaveConvWorkspace, "wave_conv", data),
        _ => Ok(None),
    }
}

/// Writes the data of these networks.
pub fn write(data: &Data) -> Result<(), Failure> {
    crate::write(data, "sequence", Sequence::new(1), 6400, 10)?;
    crate::write(data, "step", Step::new(2), 256, 1)?;
    crate::write(data, "steps", Steps::new(3), 256, 1)?;
    crate::write(data, "wave_lstm", WaveLstm::new(4), 256, 1)?;
    crate::write(data, "wave_gru", WaveGru::new(5), 256, 1)?;
    crate::write(data, "wave_conv", WaveConv::new(6), 256, 1)
}
