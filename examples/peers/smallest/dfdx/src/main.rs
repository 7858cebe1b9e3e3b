//! The smallest program with dfdx: a network and its prediction.

use dfdx::prelude::*;

type Tiny = ((Linear<4, 16>, ReLU), (Linear<16, 16>, ReLU), Linear<16, 3>);

fn main() {
    let dev = Cpu::default();
    let model = dev.build_module::<Tiny, f32>();
    let y = model.forward(dev.tensor([0.1, 0.2, 0.3, 0.4]));
    println!("{:?}", y.array());
}
