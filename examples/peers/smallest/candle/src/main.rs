//! The smallest program with candle: a network and its prediction.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{Module, VarBuilder, VarMap, linear};

fn main() -> Result<()> {
    let (map, device) = (VarMap::new(), Device::Cpu);
    let weights = VarBuilder::from_varmap(&map, DType::F32, &device);
    let layers =
        [linear(4, 16, weights.pp("a"))?, linear(16, 16, weights.pp("b"))?, linear(16, 3, weights.pp("c"))?];
    let x = Tensor::new(&[[0.1_f32, 0.2, 0.3, 0.4]], &device)?;
    let y = layers[2].forward(&layers[1].forward(&layers[0].forward(&x)?.relu()?)?.relu()?)?;
    println!("{:?}", y.to_vec2::<f32>()?);
    Ok(())
}
