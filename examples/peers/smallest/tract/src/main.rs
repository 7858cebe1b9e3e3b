//! The smallest program with tract: a network and its prediction. The network comes as an ONNX file beside this one,
//! within the program.

use tract_onnx::prelude::*;

fn main() -> TractResult<()> {
    let bytes: &[u8] = include_bytes!("../tiny.onnx");
    let model = tract_onnx::onnx().model_for_read(&mut &*bytes)?.into_optimized()?.into_runnable()?;
    let y = model.run(tvec!(Tensor::from_shape(&[1, 4], &[0.1_f32, 0.2, 0.3, 0.4])?.into()))?;
    println!("{:?}", y[0]);
    Ok(())
}
