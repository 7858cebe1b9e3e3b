//! The networks that go step by step, a sample of sound each: their states go in and come out.

use std::hint::black_box;

use netform::prelude::*;
use netform::{Aligned, Params, Sample, SlidingWindow};
use peers_common::{Data, Failure, Made, inference};

network! {
    /// W4e: a sample of sound to a sample.
    pub struct Wave: [1] -> [1] {
        Dense(8, activation = tanh),
        Dense(1),
    }
}

network! {
    /// W4e: sixteen channels of sound.
    pub struct Square: [16] -> [16] {
        Dense(16),
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
    /// W4e: a gated recurrent unit.
    pub struct WaveGru(x: [1, 1], h: [8]) -> { y: [1], h_next: [8] } {
        let (last, h_last) = GRU(8, return_state = true)(x, initial_state = h);
        y = Dense(1)(last);
        h_next = h_last;
    }
}

network! {
    /// W4e: a larger one.
    pub struct WaveGru20(x: [1, 1], h: [20]) -> { y: [1], h_next: [20] } {
        let (last, h_last) = GRU(20, return_state = true)(x, initial_state = h);
        y = Dense(1)(last);
        h_next = h_last;
    }
}

network! {
    /// W4e: a long short-term memory.
    pub struct WaveLstm(x: [1, 1], h: [20], c: [20]) -> { y: [1], h_next: [20], c_next: [20] } {
        let (last, h_last, c_last) = LSTM(20, return_state = true)(x, initial_state = (h, c));
        y = Dense(1)(last);
        h_next = h_last;
        c_next = c_last;
    }
}

network! {
    /// W4e: a dilated convolution, on the samples that it sees.
    pub struct WaveConv: [57, 16] -> [1, 16] {
        Conv1D(16, 15, dilation_rate = 4),
    }
}

network! {
    /// W4e: a stack; `seen` are the last four outputs of `dense`.
    pub struct WaveStack(x: [1, 1], seen: [4, 8], h: [8]) -> { y: [1], dense: [1, 8], h_next: [8] } {
        dense = Dense(8, activation = tanh)(x);
        let window = Concatenate(axis = 1)(seen, dense);
        let filtered = Conv1D(4, 3, dilation_rate = 2, activation = tanh)(window);
        let (last, h_last) = GRU(8, return_state = true)(filtered, initial_state = h);
        y = Dense(1)(last);
        h_next = h_last;
    }
}

/// The workloads of this file.
pub fn make(workload: &str, data: &Data) -> Made {
    match workload {
        "w4d-step" => stream! {
            Step, StepWorkspace, "step", data,
            feed(input, x) { input.x.copy_from_slice(x); }
            keep(output) { (input.h, input.c) = (output.h_next, output.c_next); }
        },
        "w4e-dense" => predict!(Wave, WaveWorkspace, "wave", data),
        "w4e-square" => predict!(Square, SquareWorkspace, "square", data),
        "w4e-gru" => stream! {
            WaveGru, WaveGruWorkspace, "wave_gru", data,
            feed(input, x) { input.x[0] = x[0]; }
            keep(output) { input.h = output.h_next; }
        },
        "w4e-gru20" => stream! {
            WaveGru20, WaveGru20Workspace, "wave_gru20", data,
            feed(input, x) { input.x[0] = x[0]; }
            keep(output) { input.h = output.h_next; }
        },
        "w4e-lstm" => stream! {
            WaveLstm, WaveLstmWorkspace, "wave_lstm", data,
            feed(input, x) { input.x[0] = x[0]; }
            keep(output) { (input.h, input.c) = (output.h_next, output.c_next); }
        },
        "w4e-conv1d" => stream! {
            WaveConv, WaveConvWorkspace, "wave_conv", data, from Aligned(SlidingWindow::<f32, 16, 57>::new()),
            feed(input, x) { input.push(x.first_chunk().expect("sixteen channels")); }
            keep(output) {}
        },
        "w4e-stack" => stream! {
            WaveStack, WaveStackWorkspace, "wave_stack", data,
            feed(input, x) { input.x[0] = x[0]; }
            keep(output) {
                push(input.seen.as_mut_slice(), output.dense.as_slice());
                input.h = output.h_next;
            }
        },
        _ => Err("there is no such workload".into()),
    }
}

/// Moves a short window on by a step.
fn push(window: &mut [f32], step: &[f32]) {
    let kept = window.len() - step.len();
    window.copy_within(step.len().., 0);
    window[kept..].copy_from_slice(step);
}

/// Writes the data of these networks.
pub fn write(data: &Data) -> Result<(), Failure> {
    crate::write(data, "step", &mut *Step::new(2), 256, 1)?;
    crate::write(data, "wave", &mut *Wave::new(11), 256, 1)?;
    crate::write(data, "square", &mut *Square::new(12), 256, 1)?;
    crate::write(data, "wave_gru", &mut *WaveGru::new(5), 256, 1)?;
    crate::write(data, "wave_gru20", &mut *WaveGru20::new(13), 256, 1)?;
    crate::write(data, "wave_lstm", &mut *WaveLstm::new(4), 256, 1)?;
    crate::write_samples(data, "wave_conv", WaveConv::new(6).as_mut_slice(), [256, 16], 1)?;
    crate::write(data, "wave_stack", &mut *WaveStack::new(14), 256, 1)
}
