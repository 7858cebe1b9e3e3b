//! Initializers: no random number is Keras's, but mean, variance, range and shape of their
//! distribution are, as far as a sample of that size can tell.

use netform::__private::{Distribution, Initializer, Mode, Shape, Site, Tensor};
use netform::layers::{conv2d, dense};
use netform_tests::case::{Case, size};
use serde_json::Value;

/// Standard errors that a statistic may be off: once in a million times for a normal variable.
const ERRORS: f64 = 5.0;

pub(crate) fn check(case: &Case) {
    let initializer = build(case);
    let rows = case.json["statistics"].as_array().expect("statistics");
    assert!(!rows.is_empty());
    for row in rows {
        let shape: Vec<usize> = row["shape"].as_array().expect("a shape").iter().map(size).collect();
        let fans = [size(&row["fan_in"]), size(&row["fan_out"])];
        check_fans(&shape, fans);
        let tensor = Tensor { name: "kernel", shape: Shape::new(&shape), initializer, fans, trainable: true };
        let mut values = Vec::new();
        for seed in 0..size(&row["seeds"]) {
            let mut own = vec![f32::NAN; tensor.shape.len()];
            initializer.fill(&tensor, seed as u64, &mut own);
            if row["gram_diagonal_mean"].is_number() {
                check_orthogonal(case, &own, tensor.shape.rows());
            }
            values.extend(own.into_iter().map(f64::from));
        }
        assert_eq!(values.len(), size(&row["values"]), "{}", case.name);
        check_statistics(&format!("{} {shape:?}", case.name), row, &values);
    }
}

fn build(case: &Case) -> Initializer {
    let number = |key| case.number(key).unwrap_or_else(|| panic!("{}: no {key}", case.name));
    match case.text("class") {
        "GlorotUniform" => Initializer::glorot_uniform(),
        "GlorotNormal" => Initializer::glorot_normal(),
        "HeUniform" => Initializer::he_uniform(),
        "HeNormal" => Initializer::he_normal(),
        "LecunUniform" => Initializer::lecun_uniform(),
        "LecunNormal" => Initializer::lecun_normal(),
        "RandomUniform" => Initializer::random_uniform().minval(number("minval")).maxval(number("maxval")),
        "RandomNormal" => Initializer::random_normal().mean(number("mean")).stddev(number("stddev")),
        "TruncatedNormal" => Initializer::truncated_normal().mean(number("mean")).stddev(number("stddev")),
        "Orthogonal" => Initializer::orthogonal().gain(number("gain")),
        "VarianceScaling" => Initializer::variance_scaling()
            .scale(number("scale"))
            .mode(match case.config("mode").as_str() {
                Some("fan_in") => Mode::FanIn,
                Some("fan_out") => Mode::FanOut,
                Some("fan_avg") => Mode::FanAvg,
                other => panic!("{}: no mode {other:?}", case.name),
            })
            .distribution(match case.config("distribution").as_str() {
                Some("truncated_normal") => Distribution::TruncatedNormal,
                Some("untruncated_normal") => Distribution::UntruncatedNormal,
                Some("uniform") => Distribution::Uniform,
                other => panic!("{}: no distribution {other:?}", case.name),
            }),
        other => panic!("no initializer {other}"),
    }
}

/// Layers with kernels of this shape say these fans.
fn check_fans(shape: &[usize], fans: [usize; 2]) {
    let site = Site::new(["layer", "Layer"], ["", ""]);
    let description = match *shape {
        [inputs, units] => dense::Op::new(&[Shape::new(&[inputs])], units).describe(site),
        [height, width, channels, filters] => {
            let input = Shape::new(&[height, width, channels]);
            conv2d::Op::new(&[input], filters, [height, width]).describe(site)
        }
        _ => return,
    };
    let kernel = description.tensors.as_slice()[0];
    assert_eq!((kernel.shape.axes(), kernel.fans), (shape, fans));
}

fn check_statistics(name: &str, row: &Value, values: &[f64]) {
    let reference = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{name}: no {key}"));
    let n = values.len() as f64;
    let moment = |mean: f64, power| values.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / n;
    let mean = moment(0.0, 1);
    let variance = moment(mean, 2);
    let kurtosis = moment(mean, 4) / (variance * variance);
    let deviation = reference("variance").sqrt();
    let close = |key: &str, value: f64, allowed: f64| {
        let off = (value - reference(key)).abs();
        assert!(off <= allowed, "{name}: {key}: expected {}, found {value}: off by {off:e}", reference(key));
    };
    // Both samples have an error of their own.
    let errors = ERRORS * 2.0_f64.sqrt() / n.sqrt();
    close("mean", mean, errors * deviation);
    close("variance", variance, errors * reference("variance") * (reference("kurtosis") - 1.0).sqrt());
    close("kurtosis", kurtosis, errors * 24.0_f64.sqrt());
    // A bounded distribution comes close to its bounds: the last value of n lies about 18/n
    // deviations from the cut of a normal distribution at 2 deviations, and nearer for a uniform
    // one. The extremes of an unbounded one are only alike.
    let bounded = reference("kurtosis") < 2.6;
    let allowed = if bounded { 400.0 / n } else { 1.5 } * deviation;
    close("min", values.iter().fold(f64::INFINITY, |min, value| min.min(*value)), allowed);
    close("max", values.iter().fold(f64::NEG_INFINITY, |max, value| max.max(*value)), allowed);
}

/// Keras flattens a kernel to `(.., units)`: the shorter side's vectors are orthonormal.
fn check_orthogonal(case: &Case, kernel: &[f32], units: usize) {
    let inputs = kernel.len() / units;
    let along_units = units <= inputs;
    let (vectors, len) = if along_units { (units, inputs) } else { (inputs, units) };
    let at = |vector: usize, index: usize| {
        let (input, unit) = if along_units { (index, vector) } else { (vector, index) };
        f64::from(kernel[input * units + unit])
    };
    for a in 0..vectors {
        // Neighbours, the first and the vector itself: all pairs would take a minute.
        for b in [0, a.saturating_sub(1), a] {
            let dot: f64 = (0..len).map(|index| at(a, index) * at(b, index)).sum();
            let expected = if a == b { 1.0 } else { 0.0 };
            assert!((dot - expected).abs() < 1e-5, "{}: vectors {a} and {b}: {dot}", case.name);
        }
    }
}
