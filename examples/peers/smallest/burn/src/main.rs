//! The smallest program with burn, on its CPU backend: a network and its prediction.

use burn::nn::LinearConfig;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

fn main() {
    let device = Device::flex();
    let first = LinearConfig::new(4, 16).init(&device);
    let second = LinearConfig::new(16, 16).init(&device);
    let third = LinearConfig::new(16, 3).init(&device);
    let x = Tensor::<2>::from_floats([[0.1, 0.2, 0.3, 0.4]], &device);
    let y = third.forward(relu(second.forward(relu(first.forward(x)))));
    println!("{}", y.into_data());
}
