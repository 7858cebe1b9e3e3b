use super::{Distribution, Initializer, Mode};
use crate::description::Tensor;
use crate::shape::Shape;

#[inline]
const fn tensor(shape: &[usize], fans: [usize; 2]) -> Tensor {
    let shape = Shape::new(shape);
    Tensor { name: "kernel", shape, initializer: Initializer::Zeros, fans, trainable: true }
}

fn filled(initializer: Initializer, tensor: &Tensor, seed: u64) -> Vec<f32> {
    let mut weights = vec![f32::NAN; tensor.shape.len()];
    initializer.fill(tensor, seed, &mut weights);
    weights
}

#[test]
fn statistics_are_kerass() {
    // Mean, variance, smallest, largest and kurtosis of Keras 3.15.1's own draws, of a matrix of
    // 300 × 200 by 8 seeds. The kurtosis of a uniform distribution is 1.8, of a normal one 3.
    let scaled = |scale, mode, distribution| {
        Initializer::variance_scaling().scale(scale).mode(mode).distribution(distribution)
    };
    let keras = [
        (Initializer::glorot_normal(), [-8.009_75e-5, 0.004_005_49, -0.143_8, 0.143_8, 2.364]),
        (Initializer::glorot_uniform(), [-7.183_23e-5, 0.004_004_12, -0.109_54, 0.109_54, 1.799]),
        (Initializer::he_normal(), [-1.034_05e-4, 0.006_675_81, -0.185_64, 0.185_65, 2.364]),
        (Initializer::he_uniform(), [-9.273_51e-5, 0.006_673_53, -0.141_42, 0.141_42, 1.799]),
        (Initializer::lecun_normal(), [-7.311_87e-5, 0.003_337_9, -0.131_27, 0.131_27, 2.364]),
        (Initializer::lecun_uniform(), [-6.557_33e-5, 0.003_336_77, -0.1, 0.1, 1.799]),
        (Initializer::orthogonal(), [-6.021_43e-5, 0.003_333_33, -0.265_87, 0.286_62, 2.974]),
        (
            Initializer::random_normal().mean(0.1).stddev(0.05),
            [0.099_931_1, 0.002_503_52, -0.129_14, 0.345_68, 2.996],
        ),
        (
            Initializer::random_uniform().minval(-0.05).maxval(0.1),
            [0.024_950_8, 0.001_876_93, -0.05, 0.1, 1.799],
        ),
        (Initializer::truncated_normal(), [-5.570_02e-5, 0.001_937_01, -0.1, 0.1, 2.364]),
        (
            scaled(1.5, Mode::fan_avg(), Distribution::uniform()),
            [-8.797_62e-5, 0.006_006_18, -0.134_16, 0.134_16, 1.799],
        ),
        (
            scaled(2.0, Mode::fan_out(), Distribution::untruncated_normal()),
            [-1.378_93e-4, 0.010_014_1, -0.458_27, 0.491_36, 2.996],
        ),
    ];
    let kernel = tensor(&[300, 200], [300, 200]);
    for (initializer, [mean, variance, min, max, kurtosis]) in keras {
        let weights: Vec<f64> =
            (0..8).flat_map(|seed| filled(initializer, &kernel, seed)).map(f64::from).collect();
        let n = weights.len() as f64;
        let moment = |m: f64, power| weights.iter().map(|w| (w - m).powi(power)).sum::<f64>() / n;
        let found_mean = moment(0.0, 1);
        let found_variance = moment(found_mean, 2);
        let found_kurtosis = moment(found_mean, 4) / found_variance.powi(2);
        // Both are samples of `n`: five standard deviations of the difference.
        let deviation = 5.0 * (2.0 / n).sqrt();
        assert!(
            (found_mean - mean).abs() < deviation * variance.sqrt(),
            "{initializer:?}: mean {found_mean}"
        );
        let ratio = found_variance / variance - 1.0;
        assert!(
            ratio.abs() < deviation * (kurtosis - 1.0).sqrt(),
            "{initializer:?}: variance {found_variance}"
        );
        assert!((found_kurtosis - kurtosis).abs() < 0.05, "{initializer:?}: kurtosis {found_kurtosis}");
        let range = [-1.0, 1.0].map(|sign| weights.iter().fold(f64::MIN, |m, w| m.max(sign * w)) * sign);
        // Bounded distributions reach their bounds; the extremes of others vary.
        let tolerance = if kurtosis < 2.5 { 1e-3 } else { 0.25 };
        for (found, expected) in range.into_iter().zip([min, max]) {
            assert!((found / expected - 1.0).abs() < tolerance, "{initializer:?}: extreme {found}");
        }
    }
}

#[test]
fn plain_values() {
    let kernel = tensor(&[2, 3], [2, 3]);
    assert_eq!(filled(Initializer::zeros(), &kernel, 1), [0.0; 6]);
    assert_eq!(filled(Initializer::ones(), &kernel, 1), [1.0; 6]);
    assert_eq!(filled(Initializer::constant(0.25), &kernel, 1), [0.25; 6]);
    assert_eq!(filled(Initializer::identity(), &kernel, 1), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let tall = tensor(&[3, 2], [3, 2]);
    assert_eq!(filled(Initializer::identity().gain(2.0), &tall, 1), [2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
}

#[test]
fn orthogonal_in_every_form() {
    for (shape, gain) in [
        (&[40, 24][..], 1.0),
        (&[24, 40], 1.0),
        (&[32, 32], 1.5),
        (&[3, 3, 4, 16], 1.0),
        (&[5, 200], 2.0),
        (&[200, 100], 1.0),
        (&[1, 1], 1.0),
    ] {
        let kernel = tensor(shape, [1, 1]);
        let weights = filled(Initializer::orthogonal().gain(gain), &kernel, 3);
        let columns = kernel.shape.last();
        let rows = weights.len() / columns;
        let by_rows = rows < columns;
        let (count, len) = if by_rows { (rows, columns) } else { (columns, rows) };
        let at = |vector: usize, place: usize| {
            f64::from(weights[if by_rows { vector * columns + place } else { place * columns + vector }])
        };
        for a in 0..count {
            for b in 0..=a {
                let dot: f64 = (0..len).map(|place| at(a, place) * at(b, place)).sum();
                let expected = if a == b { gain * gain } else { 0.0 };
                assert!((dot - expected).abs() < 3e-7 * gain * gain, "{shape:?}: {a} {b} {dot}");
            }
        }
    }
}

#[test]
fn orthogonal_is_uniform() {
    // The angle of a 2 × 2 rotation or reflection is uniform: each quadrant a quarter of the time,
    // for either determinant half of the time.
    let kernel = tensor(&[2, 2], [2, 2]);
    let mut counts = [0; 8];
    for seed in 0..8000 {
        let w = filled(Initializer::orthogonal(), &kernel, seed);
        let quadrant = usize::from(w[0] > 0.0) * 2 + usize::from(w[2] > 0.0);
        counts[quadrant * 2 + usize::from(w[0] * w[3] - w[1] * w[2] > 0.0)] += 1;
    }
    // Four standard deviations of a count: 4·√(8000 · ⅛ · ⅞) = 118.
    assert!(counts.iter().all(|count| (882..1118).contains(count)), "{counts:?}");
}

#[test]
fn a_seed_decides() {
    let kernel = tensor(&[5, 7], [5, 7]);
    let uniform = Initializer::glorot_uniform();
    assert_eq!(filled(uniform, &kernel, 1), filled(uniform, &kernel, 1));
    assert_ne!(filled(uniform, &kernel, 1), filled(uniform, &kernel, 2));
    // One of its own stands above the network's, and is the same stream as that.
    for initializer in
        [uniform, Initializer::he_normal(), Initializer::orthogonal(), Initializer::random_normal()]
    {
        assert_eq!(filled(initializer.seed(9), &kernel, 1), filled(initializer, &kernel, 9));
        assert_eq!(filled(initializer.seed(9), &kernel, 1), filled(initializer.seed(9), &kernel, 2));
    }
    assert_eq!(Initializer::zeros().seed(1).gain(2.0), Initializer::Zeros);
    // Double precision draws the same numbers.
    let mut weights = vec![0.0_f64; 35];
    uniform.fill(&kernel, 1, &mut weights);
    assert!(weights.iter().zip(filled(uniform, &kernel, 1)).all(|(a, b)| *a as f32 == b));
}

#[test]
fn bits_never_change() {
    let kernel = tensor(&[2, 2], [2, 2]);
    let bits =
        |initializer| filled(initializer, &kernel, 42).into_iter().map(f32::to_bits).collect::<Vec<_>>();
    assert_eq!(
        bits(Initializer::glorot_uniform()),
        [3_200_551_071, 1_066_329_205, 3_171_480_804, 3_213_338_103]
    );
    assert_eq!(
        bits(Initializer::random_normal()),
        [3_164_947_854, 1_034_841_022, 3_135_260_979, 3_180_931_710]
    );
    assert_eq!(
        bits(Initializer::truncated_normal()),
        [3_164_429_386, 1_033_571_678, 3_134_591_936, 3_180_015_192]
    );
    assert_eq!(bits(Initializer::orthogonal()), [3_212_776_840, 1_034_753_409, 3_182_237_057, 3_212_776_840]);
}
