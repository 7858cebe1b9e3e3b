//! The networks, with netform's weights in candle's layouts.

use std::collections::HashMap;

use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::rnn::{LSTM, LSTMConfig, RNN};
use candle_nn::{Linear, Module, VarBuilder, ops};
use peers_common::{Network, transpose};

/// Makes tensors of weights: variables for training, plain tensors for predictions, which then keep no graph.
pub struct Weights<'a> {
    pub numbers: &'a mut Network,
    pub trained: bool,
    pub vars: Vec<Var>,
}

impl Weights<'_> {
    pub fn tensor(&mut self, values: Vec<f32>, shape: &[usize]) -> Result<Tensor> {
        let tensor = Tensor::from_vec(values, shape, &Device::Cpu)?;
        if !self.trained {
            return Ok(tensor);
        }
        let var = Var::from_tensor(&tensor)?;
        self.vars.push(var.clone());
        Ok(var.as_tensor().clone())
    }

    pub fn dense(&mut self, sizes: &[usize], tanh: bool) -> Result<Dense> {
        let mut layers = Vec::new();
        for pair in sizes.windows(2) {
            let [i, o] = [pair[0], pair[1]];
            let mut kernel = self.numbers.tensor(i * o);
            if i == 400 {
                // Flatten is height, width, channels in netform, and channels first here.
                let rows = |pixel: usize, channel: usize| &kernel[(pixel * 16 + channel) * o..][..o];
                kernel = (0..400).flat_map(|row| rows(row % 25, row / 25).to_vec()).collect();
            }
            let bias = self.numbers.tensor(o);
            let weight = self.tensor(transpose(&kernel, [i, o]), &[o, i])?;
            layers.push(Linear::new(weight, Some(self.tensor(bias, &[o])?)));
        }
        Ok(Dense { layers, tanh })
    }

    fn convolution(&mut self, channels: usize, filters: usize) -> Result<candle_nn::Conv2d> {
        let kernel = transpose(&self.numbers.tensor(9 * channels * filters), [9 * channels, filters]);
        // Filters first, then pixels and channels, to filters, channels, pixels.
        let kernel = self.tensor(transpose(&kernel, [9, channels]), &[filters, channels, 3, 3])?;
        let bias = self.numbers.tensor(filters);
        Ok(candle_nn::Conv2d::new(kernel, Some(self.tensor(bias, &[filters])?), Default::default()))
    }

    /// An LSTM with one bias, as Keras has it.
    pub fn lstm(&mut self, inputs: usize, units: usize) -> Result<LSTM> {
        let gates = 4 * units;
        let kernel = transpose(&self.numbers.tensor(inputs * gates), [inputs, gates]);
        let recurrent = transpose(&self.numbers.tensor(units * gates), [units, gates]);
        let bias = self.numbers.tensor(gates);
        let tensors = HashMap::from([
            ("weight_ih_l0".to_owned(), self.tensor(kernel, &[gates, inputs])?),
            ("weight_hh_l0".to_owned(), self.tensor(recurrent, &[gates, units])?),
            ("bias_ih_l0".to_owned(), self.tensor(bias, &[gates])?),
        ]);
        let builder = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
        LSTM::new(inputs, units, LSTMConfig { b_hh_init: None, ..LSTMConfig::default() }, builder)
    }
}

/// Dense layers, with an activation between them.
pub struct Dense {
    layers: Vec<Linear>,
    tanh: bool,
}

impl Dense {
    /// The last layer's output, without an activation.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut x = x.clone();
        for (i, layer) in self.layers.iter().enumerate() {
            x = layer.forward(&x)?;
            if i + 1 < self.layers.len() {
                x = if self.tanh { x.tanh()? } else { x.relu()? };
            }
        }
        Ok(x)
    }
}

/// A network: convolutions or an LSTM where it has them, then dense layers.
pub struct Model {
    name: &'static str,
    trained: bool,
    convolutions: Vec<candle_nn::Conv2d>,
    lstm: Option<LSTM>,
    dense: Dense,
}

impl Model {
    /// The network of a name.
    pub fn new(name: &'static str, weights: &mut Weights<'_>) -> Result<Self> {
        let (mut convolutions, mut lstm) = (Vec::new(), None);
        let sizes: &[usize] = match name {
            "mlp" => &[784, 128, 64, 10],
            "churn" => &[100, 64, 1],
            "tiny" => &[4, 16, 16, 3],
            "wave" => &[1, 8, 1],
            "square" => &[16, 16],
            "cnn" => {
                convolutions = vec![weights.convolution(1, 8)?, weights.convolution(8, 16)?];
                &[400, 64, 10]
            }
            _ => {
                lstm = Some(weights.lstm(16, 64)?);
                if name == "sequence" { &[64, 10] } else { &[] }
            }
        };
        Ok(Self {
            name,
            trained: weights.trained,
            convolutions,
            lstm,
            dense: weights.dense(sizes, name == "wave")?,
        })
    }

    /// The output before its last activation.
    pub fn logits(&self, x: &Tensor) -> Result<Tensor> {
        let mut x = x.clone();
        for convolution in &self.convolutions {
            x = convolution.forward(&x)?.relu()?;
            if self.trained {
                // candle's gradient of a pool is wrong where the pool leaves out a row, so that one goes before it. (It
                // is a quarter of the right one too, but Adam divides by its size.)
                let even = |axis: usize| x.dims()[axis] / 2 * 2;
                x = x.narrow(2, 0, even(2))?.narrow(3, 0, even(3))?;
            }
            x = x.max_pool2d(2)?;
        }
        if !self.convolutions.is_empty() {
            x = x.flatten_from(1)?;
        }
        if let Some(lstm) = &self.lstm {
            let states = lstm.seq(&x)?;
            x = states[states.len() - 1].h().clone();
        }
        self.dense.forward(&x)
    }

    /// The output.
    pub fn predict(&self, x: &Tensor) -> Result<Tensor> {
        let y = self.logits(x)?;
        match self.name {
            "mlp" | "cnn" | "sequence" => ops::softmax(&y, D::Minus1),
            "churn" => ops::sigmoid(&y),
            _ => Ok(y),
        }
    }
}
