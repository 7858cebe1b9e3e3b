//! A shape without brackets, in a network that the rest of the program uses.

use netform::prelude::*;

network! {
    struct Mlp: 784 -> [10] {
        hidden: Dense(64, activation = relu),
        Dense(10, activation = softmax),
    }
}

fn train(x: &[SVector<f32, 784>], y: &[u8]) -> Result<Box<Mlp>, TrainingError> {
    let net = Mlp::new(1);
    println!("{:?} {:?} {}", Mlp::INPUT, Mlp::OUTPUT, Mlp::summary());
    let mut model = net.compile(Adam::default(), SparseCategoricalCrossentropy::default(), ());
    model.fit(x, y, Fit::epochs(2).validation_split(0.1))?;
    let p: SVector<f32, 10> = model.predict(&x[0]);
    println!("{} {}", p[0], model.evaluate(x, y)?.loss);
    model.hidden.bias.fill(0.0);
    Ok(model.into_network())
}

fn main() {
    let mut net = train(&[SVector::zeros()], &[3]).unwrap();
    let mut output = SVector::<f32, 10>::zeros();
    let mut workspace = MlpWorkspace::new();
    net.predict_into(&SVector::zeros(), &mut output, &mut workspace);
    net.save("mlp.safetensors").unwrap();
    net.load_weights("mlp.safetensors").unwrap();
    let other = Mlp::load("mlp.safetensors").unwrap();
    println!("{}", other.predict(&SVector::zeros())[0]);
}
