//! The networks, with netform's weights in burn's layouts.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Linear, LinearConfig, Lstm, LstmConfig};
use burn::tensor::{Device, Tensor, TensorData, activation};
use peers_common::{Network, transpose};

/// What ends a network when it predicts.
const SOFTMAX: usize = 0;
const SIGMOID: usize = 1;
const NOTHING: usize = 2;

/// A network: convolutions or an LSTM where it has them, then dense layers.
#[derive(Module, Debug)]
pub struct Model {
    convolutions: Vec<Conv2d>,
    pool: MaxPool2d,
    lstm: Option<Lstm>,
    dense: Vec<Linear>,
    tanh: bool,
    ending: usize,
}

/// A tensor of a parameter.
pub fn param<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    Param::from_tensor(Tensor::from_data(TensorData::new(values, shape), device))
}

/// A dense layer: burn's layout is Keras's.
pub fn linear(kernel: Vec<f32>, bias: Vec<f32>, [i, o]: [usize; 2], device: &Device) -> Linear {
    let mut layer = LinearConfig::new(i, o).init(device);
    layer.weight = param(kernel, [i, o], device);
    layer.bias = Some(param(bias, [o], device));
    layer
}

fn convolution(channels: usize, filters: usize, numbers: &mut Network, device: &Device) -> Conv2d {
    let kernel = transpose(&numbers.tensor(9 * channels * filters), [9 * channels, filters]);
    let mut layer = Conv2dConfig::new([channels, filters], [3, 3]).init(device);
    // Filters first, then pixels and channels, to filters, channels, pixels.
    layer.weight = param(transpose(&kernel, [9, channels]), [filters, channels, 3, 3], device);
    layer.bias = Some(param(numbers.tensor(filters), [filters], device));
    layer
}

/// An LSTM. burn has two biases a gate, where Keras has one: the second is 0 and without a gradient.
pub fn lstm(inputs: usize, units: usize, numbers: &mut Network, device: &Device) -> Lstm {
    let (kernel, recurrent) = (numbers.tensor(inputs * 4 * units), numbers.tensor(units * 4 * units));
    let bias = numbers.tensor(4 * units);
    let mut layer = LstmConfig::new(inputs, units, true).init(device);
    let gate = |values: &[f32], gate: usize| -> Vec<f32> {
        values.chunks_exact(4 * units).flat_map(|row| row[gate * units..][..units].to_vec()).collect()
    };
    let gates =
        [&mut layer.input_gate, layer.forget_gate.as_mut().expect("not coupled"), &mut layer.cell_gate];
    for (index, controller) in gates.into_iter().chain([&mut layer.output_gate]).enumerate() {
        controller.input_transform =
            linear(gate(&kernel, index), gate(&bias, index), [inputs, units], device);
        controller.hidden_transform =
            linear(gate(&recurrent, index), vec![0.0; units], [units, units], device);
        let second = controller.hidden_transform.bias.take();
        controller.hidden_transform.bias = second.map(|bias| bias.set_require_grad(false));
    }
    layer
}

impl Model {
    /// The network of a name.
    pub fn new(name: &str, numbers: &mut Network, device: &Device) -> Self {
        let (mut convolutions, mut recurrent) = (Vec::new(), None);
        let sizes: &[usize] = match name {
            "mlp" => &[784, 128, 64, 10],
            "churn" => &[100, 64, 1],
            "tiny" => &[4, 16, 16, 3],
            "wave" => &[1, 8, 1],
            "square" => &[16, 16],
            "cnn" => {
                convolutions.push(convolution(1, 8, numbers, device));
                convolutions.push(convolution(8, 16, numbers, device));
                &[400, 64, 10]
            }
            _ => {
                recurrent = Some(lstm(16, 64, numbers, device));
                if name == "sequence" { &[64, 10] } else { &[] }
            }
        };
        let mut dense = Vec::new();
        for pair in sizes.windows(2) {
            let [i, o] = [pair[0], pair[1]];
            let mut kernel = numbers.tensor(i * o);
            if i == 400 {
                // Flatten is height, width, channels in netform, and channels first here.
                let rows = |pixel: usize, channel: usize| &kernel[(pixel * 16 + channel) * o..][..o];
                kernel = (0..400).flat_map(|row| rows(row % 25, row / 25).to_vec()).collect();
            }
            dense.push(linear(kernel, numbers.tensor(o), [i, o], device));
        }
        let ending = match name {
            "mlp" | "cnn" | "sequence" => SOFTMAX,
            "churn" => SIGMOID,
            _ => NOTHING,
        };
        let pool = MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init();
        Self { convolutions, pool, lstm: recurrent, dense, tanh: name == "wave", ending }
    }

    /// The output before its last activation.
    pub fn logits(&self, x: Tensor<4>) -> Tensor<2> {
        let [batch, a, b, _] = x.dims();
        let mut y: Tensor<2> = if let Some(lstm) = &self.lstm {
            lstm.forward(x.reshape([batch, a, b]), None).1.hidden
        } else if self.convolutions.is_empty() {
            x.reshape([batch, a])
        } else {
            let mut x = x;
            for convolution in &self.convolutions {
                x = self.pool.forward(activation::relu(convolution.forward(x)));
            }
            x.flatten(1, 3)
        };
        for (index, layer) in self.dense.iter().enumerate() {
            y = layer.forward(y);
            if index + 1 < self.dense.len() {
                y = if self.tanh { activation::tanh(y) } else { activation::relu(y) };
            }
        }
        y
    }

    /// The output.
    pub fn predict(&self, x: Tensor<4>) -> Tensor<2> {
        let y = self.logits(x);
        match self.ending {
            SOFTMAX => activation::softmax(y, 1),
            SIGMOID => activation::sigmoid(y),
            _ => y,
        }
    }
}
