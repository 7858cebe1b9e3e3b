//! Layers beside the limits of one core: the share of its multiply-adds that their passes reach, and
//! for predictions of one sample the share of the bandwidth of the cache that holds the weights.
//!
//! `cargo bench -p netform --bench limits [FILTER]` prints the tables of the guide's page `limits`.

mod layer;
mod machine;
#[allow(dead_code, unreachable_pub, reason = "shared with the other benchmarks")]
#[path = "../networks/mod.rs"]
mod networks;

use core::hint::black_box;

use layer::{Layer, Measured, Timed, timed};
use machine::Level;
use netform::__private::{Op, Padding, Site};
use netform::layers::{conv1d, conv2d, dense, depthwise_conv2d};
use netform::{Sample, Shape};
use networks::{is_measured, is_wanted, samples};

const SITE: Site = Site::new(["layer", "Layer"], ["input", ""]);

/// Dense layers: units, inputs, batch.
const DENSE: [[usize; 3]; 9] = [
    [64, 64, 32],
    [128, 784, 32],
    [64, 128, 32],
    [10, 64, 32],
    [256, 256, 256],
    [512, 512, 512],
    [1024, 1024, 8],
    [1024, 1024, 32],
    [1024, 1024, 256],
];

/// A convolution over images: height and width, channels, filters (0 for each channel a kernel of its
/// own), and of both axes the kernel's size, the stride and the padding.
type Image = ([usize; 2], usize, usize, usize, usize, Padding);

const CONV2D: [Image; 10] = [
    ([28, 28], 1, 8, 3, 1, Padding::Valid),
    ([13, 13], 8, 16, 3, 1, Padding::Valid),
    ([32, 32], 16, 16, 3, 1, Padding::Same),
    ([32, 32], 16, 32, 3, 2, Padding::Same),
    ([16, 16], 32, 32, 3, 1, Padding::Same),
    ([16, 16], 32, 64, 3, 2, Padding::Same),
    ([8, 8], 64, 64, 3, 1, Padding::Same),
    ([4, 4], 128, 128, 3, 1, Padding::Same),
    ([16, 16], 64, 128, 1, 1, Padding::Valid),
    ([32, 32], 32, 64, 1, 2, Padding::Valid),
];

const DEPTHWISE: [Image; 5] = [
    ([48, 48], 32, 0, 3, 1, Padding::Same),
    ([48, 48], 64, 0, 3, 2, Padding::Same),
    ([24, 24], 128, 0, 3, 1, Padding::Same),
    ([24, 24], 128, 0, 3, 2, Padding::Same),
    ([6, 6], 512, 0, 3, 1, Padding::Same),
];

/// Convolutions over sequences: steps, channels, filters, kernel, dilation.
const CONV1D: [[usize; 5]; 3] = [[128, 16, 32, 5, 1], [256, 32, 64, 3, 1], [256, 16, 16, 15, 4]];

/// The samples of a batch of images or sequences, and of images for `DEPTHWISE`.
const BATCH: usize = 32;
const DEPTHWISE_BATCH: usize = 8;

/// A row of the table of passes: the multiply-adds of one of them, and their share of the peak then. Where
/// reading and writing the operands takes longer than they do at their peak, the share of that in
/// parentheses.
fn passes(name: &str, multiply_adds: usize, layer: &Layer<'_>) {
    let flops = 2.0 * multiply_adds as f64;
    let cells = layer.passes(is_measured()).map(|Measured { time: Timed { seconds, possible }, bytes }| {
        let share = 100.0 * flops / possible;
        let moving = if is_measured() { bytes as f64 / machine::bandwidth(bytes) } else { 0.0 };
        let of_moving = format!(" ({:.0} %)", 100.0 * moving / seconds);
        let of_moving = if moving > seconds * flops / possible { &of_moving } else { "" };
        format!("{:.1} | {share:.0} %{of_moving}", 1e-9 * flops / seconds)
    });
    println!("| {name} | {} |", cells.join(" | "));
}

/// The taps that the positions of a window see, where padding is not counted.
fn seen(size: usize, kernel: usize, stride: usize, padding: Padding) -> usize {
    let output = if padding == Padding::Same { size.div_ceil(stride) } else { (size - kernel) / stride + 1 };
    let before = ((output - 1) * stride + kernel).saturating_sub(size) / 2;
    let is_seen = |position: usize, tap: usize| (before..before + size).contains(&(position * stride + tap));
    (0..output)
        .flat_map(|position| (0..kernel).map(move |tap| (position, tap)))
        .filter(|&(p, t)| is_seen(p, t))
        .count()
}

fn dense_rows() {
    for [units, inputs, batch] in DENSE {
        let op = dense::Op::new(&[Shape::new(&[inputs])], units);
        let layer = Layer { op: &op, description: &op.describe(SITE), input: inputs, batch };
        passes(&format!("Dense {units} × {inputs}, batch {batch}"), units * inputs * batch, &layer);
    }
}

fn image_rows(images: &[Image], batch: usize) {
    for &([height, width], channels, filters, kernel, stride, padding) in images {
        let input = [Shape::new(&[height, width, channels])];
        let (strides, size) = ([stride; 2], [kernel; 2]);
        let (op, description, class): (Box<dyn Op<f32>>, _, _) = if filters == 0 {
            let op = depthwise_conv2d::Op::new(&input, size).strides(strides).padding(padding);
            (Box::new(op), op.describe(SITE), "DepthwiseConv2D".to_owned())
        } else {
            let op = conv2d::Op::new(&input, filters, size).strides(strides).padding(padding);
            (Box::new(op), op.describe(SITE), format!("Conv2D {filters}"))
        };
        let taps = seen(height, kernel, stride, padding) * seen(width, kernel, stride, padding);
        let layer = Layer { op: &*op, description: &description, input: height * width * channels, batch };
        let moves = if stride == 1 { String::new() } else { format!(", strides {stride}") };
        let name = format!("{class}, {kernel} × {kernel}{moves}, of {height} × {width} × {channels}");
        passes(&name, taps * channels * filters.max(1) * batch, &layer);
    }
}

fn sequence_rows() {
    for [steps, channels, filters, kernel, dilation] in CONV1D {
        let op = conv1d::Op::new(&[Shape::new(&[steps, channels])], filters, kernel).dilation_rate(dilation);
        let description = op.describe(SITE);
        let multiply_adds = description.output.len() * kernel * channels * BATCH;
        let layer = Layer { op: &op, description: &description, input: steps * channels, batch: BATCH };
        let dilated = if dilation == 1 { String::new() } else { format!(", dilation {dilation}") };
        passes(
            &format!("Conv1D {filters}, {kernel}{dilated}, of {steps} × {channels}"),
            multiply_adds,
            &layer,
        );
    }
}

netform::network! {
    struct Dense16: [16] -> [16] { Dense(16) }
}
netform::network! {
    struct Dense64: [64] -> [64] { Dense(64) }
}
netform::network! {
    struct Dense128: [784] -> [128] { Dense(128) }
}
netform::network! {
    struct Dense512: [512] -> [512] { Dense(512) }
}
netform::network! {
    struct Dense1024: [1024] -> [1024] { Dense(1024) }
}
netform::network! {
    struct Dense2048: [2048] -> [2048] { Dense(2048) }
}

/// A row of the table of single predictions.
fn prediction<X: Sample<f32>, Y>(levels: &[Level], units: usize, predict: impl Fn(&X) -> Y) {
    let x = samples::<X>(1);
    let inputs = x[0].part(0).len();
    let Timed { seconds, .. } = timed(is_measured(), || {
        black_box(predict(black_box(&x[0])));
    });
    let bytes = (4 * (inputs + 1) * units) as f64;
    let level = levels.iter().find(|level| level.size >= bytes);
    let (name, bandwidth) = level.map_or(("", f64::INFINITY), |level| (&level.name, level.bandwidth));
    let (rate, time) = (bytes / seconds, 1e9 * seconds);
    let share = 100.0 * rate / bandwidth;
    println!("| Dense {units} × {inputs} | {name} | {time:.1} ns | {:.1} | {share:.0} % |", 1e-9 * rate);
}

fn predictions(levels: &[Level]) {
    println!(
        "\n| one sample | weights in | time | GB/s | of its bandwidth |\n| --- | --- | ---: | ---: | ---: |"
    );
    macro_rules! rows {
        ($($network:ident $units:literal;)*) => {
            $({
                let network = netform::Aligned::boxed(&*$network::new(1));
                prediction(levels, $units, |x| network.predict(x));
            })*
        };
    }
    rows! {
        Dense16 16;
        Dense64 64;
        Dense128 128;
        Dense512 512;
        Dense1024 1024;
        Dense2048 2048;
    }
}

fn main() {
    let peak = machine::peak();
    let levels = if is_measured() { machine::levels() } else { Vec::new() };
    print!("One core: {:.1} GFLOP/s of multiply-adds in registers ({})", 1e-9 * peak, machine::widest());
    for level in &levels {
        print!(", {} {:.1} GB/s ({} KiB read)", level.name, 1e-9 * level.bandwidth, level.read >> 10);
    }
    println!(".\n\n| passes, in GFLOP/s | forward | | weights' gradients | | input's gradient | |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    if is_wanted("dense") {
        dense_rows();
    }
    if is_wanted("conv2d") {
        image_rows(&CONV2D, BATCH);
    }
    if is_wanted("conv1d") {
        sequence_rows();
    }
    if is_wanted("depthwise") {
        image_rows(&DEPTHWISE, DEPTHWISE_BATCH);
    }
    if is_wanted("predict") {
        predictions(&levels);
    }
}
