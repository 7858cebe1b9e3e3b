use super::Activation;
use crate::kernels::Isa;

const ALL: [Activation; 18] = [
    Activation::linear(),
    Activation::relu(),
    Activation::relu().negative_slope(0.2).max_value(3.0).threshold(0.5),
    Activation::relu().max_value(1.5),
    Activation::relu().negative_slope(-0.1).threshold(-0.5),
    Activation::leaky_relu(),
    Activation::leaky_relu().negative_slope(-0.4),
    Activation::elu(),
    Activation::elu().alpha(0.5),
    Activation::elu().alpha(-0.5),
    Activation::selu(),
    Activation::gelu(),
    Activation::gelu().approximate(true),
    Activation::silu(),
    Activation::softplus(),
    Activation::tanh(),
    Activation::sigmoid(),
    Activation::hard_sigmoid(),
];

fn at(activation: Activation, x: f64) -> f64 {
    let mut values = [x];
    activation.apply(Isa::PORTABLE, &mut values, 1);
    values[0]
}

fn slope_at(activation: Activation, x: f64) -> f64 {
    let mut d = [1.0];
    // What the gradient says that it does not read, it does not read.
    let input = if activation.needs_input() { x } else { f64::NAN };
    let output = if activation.needs_output() { at(activation, x) } else { f64::NAN };
    activation.gradient(Isa::PORTABLE, &[input], &[output], &mut d, 1);
    d[0]
}

#[test]
fn values_by_hand() {
    // Of the definitions, to 12 digits.
    let cases = [
        (Activation::linear(), -1.5, -1.5),
        (Activation::relu(), -1.5, 0.0),
        (Activation::relu(), 1.5, 1.5),
        (Activation::leaky_relu(), -1.5, -0.3),
        (Activation::elu(), -1.0, -0.632_120_558_829),
        (Activation::elu().alpha(0.5), -1.0, -0.316_060_279_414),
        (Activation::selu(), 1.0, 1.050_700_987_355),
        (Activation::selu(), -1.0, -1.111_330_737_813),
        (Activation::gelu(), 1.0, 0.841_344_746_069),
        (Activation::gelu().approximate(true), 1.0, 0.841_191_990_608),
        (Activation::silu(), 1.0, 0.731_058_578_630),
        (Activation::softplus(), 1.0, 1.313_261_687_518),
        (Activation::tanh(), 1.0, 0.761_594_155_956),
        (Activation::sigmoid(), -1.0, 0.268_941_421_370),
        (Activation::relu().negative_slope(0.2).max_value(3.0).threshold(0.5), 4.0, 3.0),
        (Activation::relu().negative_slope(0.2).max_value(3.0).threshold(0.5), 0.75, 0.75),
        (Activation::relu().negative_slope(0.2).max_value(3.0).threshold(0.5), -1.0, -0.3),
    ];
    for (activation, x, y) in cases {
        assert!((at(activation, x) - y).abs() < 1e-12, "{activation:?}({x}) = {}", at(activation, x));
    }
}

#[test]
fn gradients_match_differences() {
    for activation in ALL {
        for step in -80..80 {
            // Never on a corner of a piecewise function.
            let x = f64::from(step) * 0.093 + 0.0137;
            let h = 1e-5;
            let difference = (at(activation, x + h) - at(activation, x - h)) / (2.0 * h);
            let slope = slope_at(activation, x);
            assert!((slope - difference).abs() < 1e-8, "{activation:?} at {x}: {slope}, not {difference}");
        }
    }
}

#[test]
fn extremes_stay_finite() {
    let extremes =
        [1e-45, 1e-40, 1e-20, 1e-4, 20.0, 88.0, 89.0, 104.0, 200.0, 1e4, 1e19, 1e20, 1e30, 3e38_f32];
    for activation in ALL {
        for x in extremes.into_iter().flat_map(|x| [x, -x]).chain([0.0, -0.0]) {
            let (mut y, mut d) = ([x], [1.0_f32]);
            activation.apply(Isa::PORTABLE, &mut y, 1);
            activation.gradient(Isa::PORTABLE, &[x], &y, &mut d, 1);
            assert!(y[0].is_finite() && d[0].is_finite(), "{activation:?}({x}) = {y:?}, {d:?}");
            assert!(d[0].abs() < 2.0, "{activation:?} at {x}: {d:?}");
        }
    }
}

#[test]
fn tails_are_exact() {
    assert_eq!(at(Activation::sigmoid(), -700.0), (-700.0_f64).exp());
    assert_eq!(at(Activation::sigmoid(), 800.0), 1.0);
    assert_eq!(at(Activation::softplus(), -50.0), (-50.0_f64).exp());
    assert_eq!(at(Activation::softplus(), 800.0), 800.0);
    assert_eq!(slope_at(Activation::softplus(), 800.0), 1.0);
    assert_eq!(slope_at(Activation::silu(), 0.0), 0.5);
    assert_eq!(slope_at(Activation::gelu(), 0.0), 0.5);
    assert_eq!(slope_at(Activation::gelu().approximate(true), 1e200), 1.0);
    assert_eq!(slope_at(Activation::elu(), -800.0), 0.0);
    // A slope of 0 leaves −0 below, which is not above 0.
    assert_eq!(slope_at(Activation::leaky_relu().negative_slope(0.0), -1.0), 0.0);
}

/// On every instruction set, alone and at any place among others: near the definition in `f64`, and
/// always the same bits.
#[test]
fn numbers_do_not_depend_on_their_place() {
    let definition = |activation, x: f64| match activation {
        Activation::Tanh => x.tanh(),
        Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Activation::Silu => x / (1.0 + (-x).exp()),
        Activation::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
        Activation::Elu { alpha } => {
            if x > 0.0 {
                x
            } else {
                alpha * x.exp_m1()
            }
        }
        other => at(other, x),
    };
    let x: Vec<f32> = (-70..70).map(|i| (i as f32 * 0.31).powi(3) * 1e-2).collect();
    for (isa, activation) in Isa::available().flat_map(|isa| ALL.map(|activation| (isa, activation))) {
        let mut together = x.clone();
        activation.apply(isa, &mut together, 1);
        // Below 0 `gelu` loses digits: to a difference near 1, or to the exponent.
        let slack = if matches!(activation, Activation::Gelu { .. }) { 1e-6 } else { 1e-30 };
        for (x, y) in x.iter().zip(&together) {
            let mut alone = [*x];
            activation.apply(isa, &mut alone, 1);
            assert_eq!(alone[0].to_bits(), y.to_bits(), "{isa} {activation:?}({x})");
            let (wide, y) = (definition(activation, f64::from(*x)), f64::from(*y));
            let error = (y - wide).abs();
            assert!(error <= 4e-7 * wide.abs() + slack, "{isa} {activation:?}({x}) = {y}, not {wide}");
            let mut exact = [f64::from(*x)];
            activation.apply(isa, &mut exact, 1);
            let error = (exact[0] - wide).abs();
            assert!(error <= 1e-15 * wide.abs() + slack, "{isa} {activation:?}({x}) = {}", exact[0]);
        }
        let mut nan = [f32::NAN; 3];
        activation.apply(isa, &mut nan, 1);
        assert!(nan.iter().all(|y| y.is_nan()), "{isa} {activation:?}");
    }
}

#[test]
fn softmax_is_a_distribution_of_every_row() {
    let x = [1.0, 2.0, 3.0, 1000.0, -1000.0, 0.0_f64];
    let mut y = x;
    Activation::softmax().apply(Isa::PORTABLE, &mut y, 3);
    let e = [-2.0_f64, -1.0, 0.0].map(f64::exp);
    let sum: f64 = e.iter().sum();
    for (y, e) in y.iter().zip(e) {
        assert!((y - e / sum).abs() < 1e-15, "{y}");
    }
    assert_eq!(y[3..], [1.0, 0.0, 0.0]);
    // The gradient of 2·y₀ − y₂, against differences.
    let mut d = [2.0, 0.0, -1.0, 1.0, 1.0, 1.0];
    Activation::softmax().gradient(Isa::PORTABLE, &[], &y, &mut d, 3);
    for index in 0..3 {
        let value = |step: f64| {
            let mut y = x;
            y[index] += step;
            Activation::softmax().apply(Isa::PORTABLE, &mut y, 3);
            2.0 * y[0] - y[2]
        };
        assert!(((value(1e-5) - value(-1e-5)) / 2e-5 - d[index]).abs() < 1e-9);
    }
    assert_eq!(d[3..], [0.0, 0.0, 0.0]);
}

#[test]
fn setters_change_only_what_the_function_has() {
    assert_eq!(Activation::relu().max_value(6.0).max_value(f64::INFINITY), Activation::Relu);
    assert_eq!(Activation::tanh().alpha(2.0).negative_slope(1.0).max_value(1.0), Activation::Tanh);
    assert_eq!(Activation::elu().alpha(0.3), Activation::Elu { alpha: 0.3 });
    assert_eq!(
        Activation::relu().max_value(6.0),
        Activation::ReluWith { negative_slope: 0.0, max_value: 6.0, threshold: 0.0 }
    );
}
