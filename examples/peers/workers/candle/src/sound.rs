//! The networks that go step by step, a sample of sound each, and keep their states.

use std::collections::HashMap;

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::rnn::{GRU, GRUConfig, GRUState, LSTM, LSTMState, RNN};
use candle_nn::{Conv1d, Conv1dConfig, Module, VarBuilder};
use peers_common::transpose;

use crate::models::{Dense, Weights};

/// A network: the layers that it has, in this order, and their states.
pub struct Sound {
    first: Option<Dense>,
    convolution: Option<(Conv1d, Tensor)>,
    layer: Layer,
    last: Option<Dense>,
}

enum Layer {
    None,
    Lstm(LSTM, LSTMState),
    Gru(GRU, GRUState),
}

impl Sound {
    /// The network of a name.
    pub fn new(name: &str, weights: &mut Weights<'_>) -> Result<Self> {
        let first = if name == "wave_stack" { Some(weights.dense(&[1, 8], true)?) } else { None };
        let convolution = match name {
            "wave_conv" => Some(convolution(weights, [15, 16, 16], 4)?),
            "wave_stack" => Some(convolution(weights, [3, 8, 4], 2)?),
            _ => None,
        };
        let lstm = |weights: &mut Weights<'_>, inputs, units| -> Result<Layer> {
            let lstm = weights.lstm(inputs, units)?;
            let state = lstm.zero_state(1)?;
            Ok(Layer::Lstm(lstm, state))
        };
        let (layer, last) = match name {
            "step" => (lstm(weights, 16, 64)?, None),
            "wave_lstm" => (lstm(weights, 1, 20)?, Some(20)),
            "wave_gru" => (gru(weights, 1, 8)?, Some(8)),
            "wave_gru20" => (gru(weights, 1, 20)?, Some(20)),
            "wave_stack" => (gru(weights, 4, 8)?, Some(8)),
            _ => (Layer::None, None),
        };
        let last = last.map(|units| weights.dense(&[units, 1], false)).transpose()?;
        Ok(Self { first, convolution, layer, last })
    }

    /// Begins anew.
    pub fn reset(&mut self) -> Result<()> {
        if let Some((_, seen)) = &mut self.convolution {
            *seen = seen.zeros_like()?;
        }
        match &mut self.layer {
            Layer::None => {}
            Layer::Lstm(lstm, state) => *state = lstm.zero_state(1)?,
            Layer::Gru(gru, state) => *state = gru.zero_state(1)?,
        }
        Ok(())
    }

    /// One sample.
    pub fn step(&mut self, x: &Tensor) -> Result<Tensor> {
        let mut x = x.clone();
        if let Some(first) = &self.first {
            x = first.forward(&x)?.tanh()?;
        }
        if let Some((convolution, seen)) = &mut self.convolution {
            let window = Tensor::cat(&[&*seen, &x.unsqueeze(2)?], 2)?;
            *seen = window.narrow(2, 1, window.dim(2)? - 1)?;
            x = convolution.forward(&window)?.squeeze(2)?;
            if self.first.is_some() {
                x = x.tanh()?;
            }
        }
        match &mut self.layer {
            Layer::None => {}
            Layer::Lstm(lstm, state) => {
                *state = lstm.step(&x, state)?;
                x = state.h().clone();
            }
            Layer::Gru(gru, state) => {
                *state = gru.step(&x, state)?;
                x = state.h().clone();
            }
        }
        self.last.as_ref().map_or(Ok(x.clone()), |last| last.forward(&x))
    }
}

/// A convolution over steps, channels first, and the samples before.
fn convolution(
    weights: &mut Weights<'_>,
    [kernel, channels, filters]: [usize; 3],
    dilation: usize,
) -> Result<(Conv1d, Tensor)> {
    let numbers =
        transpose(&weights.numbers.tensor(kernel * channels * filters), [kernel * channels, filters]);
    let kernels = weights.tensor(transpose(&numbers, [kernel, channels]), &[filters, channels, kernel])?;
    let bias = weights.numbers.tensor(filters);
    let bias = weights.tensor(bias, &[filters])?;
    let seen = Tensor::zeros((1, channels, (kernel - 1) * dilation), DType::F32, &Device::Cpu)?;
    Ok((Conv1d::new(kernels, Some(bias), Conv1dConfig { dilation, ..Conv1dConfig::default() }), seen))
}

/// A GRU: candle has the gates r, z, n, where Keras has z, r, h.
fn gru(weights: &mut Weights<'_>, inputs: usize, units: usize) -> Result<Layer> {
    let gates = 3 * units;
    let mut reordered = |rows: usize| -> Vec<f32> {
        let order = |row: &[f32]| [&row[units..2 * units], &row[..units], &row[2 * units..]].concat();
        weights.numbers.tensor(rows * gates).chunks_exact(gates).flat_map(order).collect()
    };
    let kernel = transpose(&reordered(inputs), [inputs, gates]);
    let recurrent = transpose(&reordered(units), [units, gates]);
    let biases = reordered(2);
    let tensors = HashMap::from([
        ("weight_ih_l0".to_owned(), weights.tensor(kernel, &[gates, inputs])?),
        ("weight_hh_l0".to_owned(), weights.tensor(recurrent, &[gates, units])?),
        ("bias_ih_l0".to_owned(), weights.tensor(biases[..gates].to_vec(), &[gates])?),
        ("bias_hh_l0".to_owned(), weights.tensor(biases[gates..].to_vec(), &[gates])?),
    ]);
    let builder = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
    let gru = GRU::new(inputs, units, GRUConfig::default(), builder)?;
    let state = gru.zero_state(1)?;
    Ok(Layer::Gru(gru, state))
}
