//! A convolutional network on handwritten digits.
//!
//!     cargo run --release --example mnist
//!     cargo run --release --example mnist -- --help
//!
//! It trains on the 8,000 digits that lie beside it, reads 2,000 others, draws some of them, and keeps
//! its weights in a file. With `--data DIR` it does so with the 70,000 digits of MNIST.

use std::error::Error;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use netform::data::{self, Mnist};
use netform::prelude::*;
use netform_examples::{HEIGHT, Options, USAGE, WIDTH, draw};

network! {
    /// Reads a digit: two convolutions, each halved by a pool, then two dense layers.
    pub struct Digits: [HEIGHT, WIDTH, 1] -> [10] {
        Conv2D(16, 5, padding = same, activation = relu),
        MaxPooling2D(2),
        Conv2D(32, 5, padding = same, activation = relu),
        MaxPooling2D(2),
        Flatten,
        Dropout(0.4),
        Dense(128, activation = relu),
        Dropout(0.5),
        Dense(10, activation = softmax),
    }
}

/// An image of `[HEIGHT, WIDTH, 1]`.
type Image = SMatrix<f32, 1, { HEIGHT * WIDTH }>;
type Trained = Model<Digits, Adam, SparseCategoricalCrossentropy, SparseCategoricalAccuracy>;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args_os().skip(1)) {
        Ok(options) => options,
        Err(message) => return fail(2, &message),
    };
    match run(&options, &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough: `mnist | head`.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => fail(1, &error.to_string()),
    }
}

fn run(options: &Options, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    if options.help {
        return Ok(write!(out, "{USAGE}")?);
    }
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/digits10k");
    let folder = options.data.as_deref().unwrap_or(&shipped);
    let digits: Mnist<f32, 1, { HEIGHT * WIDTH }> = data::mnist(folder)?;
    let (train, test) = (digits.x_train.len(), digits.x_test.len());
    writeln!(out, "{}\n\n{train} digits to train on, {test} to test on\n", Digits::summary())?;

    let mut model = Digits::new(options.seed).compile(
        Adam::default(),
        SparseCategoricalCrossentropy::default(),
        SparseCategoricalAccuracy::default(),
    );
    let start = Instant::now();
    train_model(&mut model, &digits, options, out)?;
    writeln!(out, "\ntrained in {:.1} s", start.elapsed().as_secs_f64())?;

    let scores = model.evaluate(&digits.x_test, &digits.y_test)?;
    let accuracy = 100.0 * scores.metric("sparse_categorical_accuracy").unwrap_or_default();
    writeln!(out, "test loss {:.4}, test accuracy {accuracy:.2} %\n", scores.loss)?;
    show(&model, &digits.x_test, &digits.y_test, out)?;
    keep(&model, &digits.x_test, out)?;

    if accuracy < options.at_least {
        return Err(format!("expected an accuracy of {} %, found {accuracy:.2} %", options.at_least).into());
    }
    Ok(())
}

/// Trains; `fit` itself shows how it goes where there is a terminal to show it on.
fn train_model(
    model: &mut Trained,
    digits: &Mnist<f32, 1, { HEIGHT * WIDTH }>,
    options: &Options,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let (x, y) = (&digits.x_train, &digits.y_train);
    if io::stderr().is_terminal() {
        out.flush()?;
        model.fit(x, y, Fit::epochs(options.epochs).seed(options.seed))?;
        return Ok(());
    }
    // One epoch after the other gives the same bits as all in one call.
    for epoch in 1..=options.epochs {
        let history = model.fit(x, y, Fit::epochs(1).seed(options.seed))?;
        write!(out, "epoch {epoch}/{}", options.epochs)?;
        for (name, values) in history.iter() {
            write!(out, " - {name}: {:.4}", values[0])?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Draws four digits that are read right, and two that are not.
fn show(model: &Trained, x: &[Image], y: &[u8], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for (image, class) in x.iter().zip(y) {
        let predicted = model.predict(image).imax();
        let (list, most) = if predicted == usize::from(*class) { (&mut right, 4) } else { (&mut wrong, 2) };
        if list.len() < most {
            list.push((image.as_slice(), format!("predicted {predicted}, true {class}")));
        }
    }
    right.append(&mut wrong);
    for line in right.chunks(3) {
        writeln!(out, "{}", draw(line))?;
    }
    Ok(())
}

/// Saves the weights, loads them again, and sees that the copy predicts the same bits.
fn keep(model: &Trained, x: &[Image], out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let path: PathBuf = std::env::current_exe()?.with_extension("safetensors");
    model.save(&path)?;
    let loaded = Digits::load(&path)?;
    let bits = |output: SVector<f32, 10>| output.map(f32::to_bits);
    if let Some(index) = x.iter().position(|x| bits(model.predict(x)) != bits(loaded.predict(x))) {
        return Err(format!("test digit {index}: the loaded network predicts something else").into());
    }
    writeln!(out, "saved to {}; loaded again, it predicts the same bits", path.display())?;
    Ok(())
}

fn fail(code: u8, message: &str) -> ExitCode {
    eprintln!("mnist: {message}");
    ExitCode::from(code)
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
