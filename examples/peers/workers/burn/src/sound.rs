//! The networks that go step by step, a sample of sound each, and keep their states.

use burn::nn::conv::{Conv1d, Conv1dConfig};
use burn::nn::{Gru, GruConfig, Linear, Lstm, LstmState};
use burn::tensor::{Device, Tensor, activation::tanh};
use peers_common::{Network, transpose};

use crate::models::{linear, lstm, param};

/// A network: the layers that it has, in this order, and their states.
pub struct Sound {
    first: Option<Linear>,
    convolution: Option<(Conv1d, Tensor<3>)>,
    layer: Layer,
    last: Option<Linear>,
}

/// Without a state, it begins with zeros.
enum Layer {
    None,
    Lstm(Lstm, Option<LstmState<2>>),
    Gru(Gru, Option<Tensor<2>>),
}

impl Sound {
    /// The network of a name.
    pub fn new(name: &str, numbers: &mut Network, device: &Device) -> Self {
        let dense = |numbers: &mut Network, i: usize, o: usize| {
            let kernel = numbers.tensor(i * o);
            linear(kernel, numbers.tensor(o), [i, o], device)
        };
        let first = (name == "wave_stack").then(|| dense(numbers, 1, 8));
        let convolution = match name {
            "wave_conv" => Some(convolution(numbers, [15, 16, 16], 4, device)),
            "wave_stack" => Some(convolution(numbers, [3, 8, 4], 2, device)),
            _ => None,
        };
        let (layer, last) = match name {
            "step" => (Layer::Lstm(lstm(16, 64, numbers, device), None), None),
            "wave_lstm" => (Layer::Lstm(lstm(1, 20, numbers, device), None), Some(20)),
            "wave_gru" => (Layer::Gru(gru(1, 8, numbers, device), None), Some(8)),
            "wave_gru20" => (Layer::Gru(gru(1, 20, numbers, device), None), Some(20)),
            "wave_stack" => (Layer::Gru(gru(4, 8, numbers, device), None), Some(8)),
            _ => (Layer::None, None),
        };
        let last = last.map(|units| dense(numbers, units, 1));
        Self { first, convolution, layer, last }
    }

    /// Begins anew.
    pub fn reset(&mut self) {
        if let Some((_, seen)) = &mut self.convolution {
            *seen = seen.zeros_like();
        }
        match &mut self.layer {
            Layer::None => {}
            Layer::Lstm(_, state) => *state = None,
            Layer::Gru(_, state) => *state = None,
        }
    }

    /// One sample: one step of its channels.
    pub fn step(&mut self, mut x: Tensor<3>) -> Tensor<2> {
        if let Some(first) = &self.first {
            x = tanh(first.forward(x));
        }
        if let Some((convolution, seen)) = &mut self.convolution {
            let window = Tensor::cat(vec![seen.clone(), x.swap_dims(1, 2)], 2);
            let [_, channels, steps] = window.dims();
            *seen = window.clone().slice([0..1, 0..channels, 1..steps]);
            x = convolution.forward(window).swap_dims(1, 2);
            if self.first.is_some() {
                x = tanh(x);
            }
        }
        let y = match &mut self.layer {
            Layer::None => x.squeeze_dim(1),
            Layer::Lstm(lstm, state) => {
                let next = lstm.forward(x, state.take()).1;
                state.insert(next).hidden.clone()
            }
            Layer::Gru(gru, state) => {
                let y = gru.forward(x, state.take());
                state.insert(y.squeeze_dim(1)).clone()
            }
        };
        match &self.last {
            Some(last) => last.forward(y),
            None => y,
        }
    }
}

/// A convolution over steps, channels first, and the samples before.
fn convolution(
    numbers: &mut Network,
    [kernel, channels, filters]: [usize; 3],
    dilation: usize,
    device: &Device,
) -> (Conv1d, Tensor<3>) {
    let kernels = transpose(&numbers.tensor(kernel * channels * filters), [kernel * channels, filters]);
    let mut layer = Conv1dConfig::new(channels, filters, kernel).with_dilation(dilation).init(device);
    layer.weight = param(transpose(&kernels, [kernel, channels]), [filters, channels, kernel], device);
    layer.bias = Some(param(numbers.tensor(filters), [filters], device));
    (layer, Tensor::zeros([1, channels, (kernel - 1) * dilation], device))
}

/// A GRU, with Keras's gates z, r, h.
fn gru(inputs: usize, units: usize, numbers: &mut Network, device: &Device) -> Gru {
    let [kernel, recurrent, biases] = [inputs, units, 2].map(|rows| numbers.tensor(rows * 3 * units));
    let mut layer = GruConfig::new(inputs, units, true).init(device);
    let gates = [&mut layer.update_gate, &mut layer.reset_gate, &mut layer.new_gate];
    for (index, gate) in gates.into_iter().enumerate() {
        let part = |values: &[f32]| -> Vec<f32> {
            values.chunks_exact(3 * units).flat_map(|row| row[index * units..][..units].to_vec()).collect()
        };
        let (input, state) = biases.split_at(3 * units);
        gate.input_transform = linear(part(&kernel), part(input), [inputs, units], device);
        gate.hidden_transform = linear(part(&recurrent), part(state), [units, units], device);
    }
    layer
}
