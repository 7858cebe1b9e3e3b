//! Samples alone against the same sums, and what follows them, one after the other.

use super::alone::{SMALL, WAYS};
use crate::kernels::test::noise;
use crate::kernels::{ColumnSums, Gru, GruAlone, Isa, Lstm, LstmAlone, Start, Term};
use crate::scalar::Scalar;

/// The samples of a step, and how far apart their columns are beyond what they hold.
const STEPS: [[usize; 2]; 2] = [[1, 0], [3, 5]];

/// Adds some rows of a matrix, whose columns lie `stride` apart, times a vector to sums: in one chain, or in a small
/// layer in several, which are added up.
fn add_product<T: Scalar>(isa: Isa, units: usize, sums: &mut [T], (a, stride): (&[T], usize), x: &[T]) {
    let ways = if units <= SMALL { WAYS } else { 1 };
    let mut chains = vec![sums.to_vec()];
    chains.resize(ways, vec![T::ZERO; sums.len()]);
    for (way, sums) in chains.iter_mut().enumerate() {
        let x: Vec<T> = x.iter().skip(way).step_by(ways).copied().collect();
        let a = a.get(way * stride..).unwrap_or_default();
        let terms = [Term { a, stride: ways * stride, x: &x }, Term::NONE];
        T::column_sums(isa, ColumnSums { sums, start: Start::Sum, terms });
    }
    while chains.len() > 1 {
        let others = chains.split_off(chains.len() / 2);
        for (sum, other) in chains.iter_mut().flatten().zip(others.iter().flatten()) {
            *sum += *other;
        }
    }
    sums.copy_from_slice(&chains[0]);
}

fn check_alone<T: Scalar>() {
    let most = if cfg!(miri) { 9 } else { 49 };
    for (isa, units) in Isa::available().flat_map(|isa| (1..most).map(move |units| (isa, units))) {
        for (len, has_start) in [(0_usize, true), (1, false), (units, true), (20, false)] {
            for [samples, gap] in STEPS {
                let (rows, count) = (4 * units, samples * units);
                let stride = rows + gap;
                // It ends with the last row, so that reading on would be noticed.
                let a = noise::<T>((len * (rows + 1)).saturating_sub(1), 1);
                let x = noise::<T>(samples * len, 2);
                let start = noise::<T>(if has_start { samples * stride - gap } else { 0 }, 3);
                let before = noise::<T>(count, 4);
                let mut sums = vec![T::ZERO; samples * stride];
                sums[..start.len()].copy_from_slice(&start);
                for (sample, sums) in sums.chunks_exact_mut(stride).enumerate() {
                    let x = &x[sample * len..][..len];
                    add_product(isa, units, &mut sums[..rows], (&a, rows + 1), x);
                }
                let mut expected = [vec![T::ZERO; count], vec![T::ZERO; count]];
                let [cells, hidden] = &mut expected;
                let (columns, before) = (&mut sums[..], &before[..]);
                T::lstm(isa, Lstm { units, stride, columns, before, cells, hidden, keep: false });
                // One more, which is to stay as it is.
                let frame = T::from_f64(7.5);
                let mut alone = [vec![frame; count + 1], vec![frame; count + 1]];
                let [c, h] = &mut alone;
                let (cells, hidden) = (&mut c[..count], &mut h[..count]);
                let (start, terms) = (&start, [Term { a: &a, stride: rows + 1, x: &x }]);
                T::lstm_alone(isa, LstmAlone { samples, stride, start, terms, before, cells, hidden });
                for (found, expected) in alone.iter().zip(expected) {
                    assert_eq!(
                        found[..count],
                        expected[..],
                        "{isa}: {units} units of {len}, {samples} times"
                    );
                    assert_eq!(found[count], frame, "{isa}: {units} units of {len}, {samples} times");
                }
            }
        }
    }
}

/// The input's sums are in the start, and the state's are to be added.
fn check_gru_alone<T: Scalar>() {
    let most = if cfg!(miri) { 9 } else { 49 };
    for (isa, units) in Isa::available().flat_map(|isa| (1..most).map(move |units| (isa, units))) {
        for (len, has_start) in [(0_usize, true), (1, false), (units, true), (20, false)] {
            for [samples, gap] in STEPS {
                let (rows, count) = (3 * units, samples * units);
                let stride = rows + units + gap;
                // It ends with the last row, so that reading on would be noticed.
                let a = noise::<T>((len * (rows + 1)).saturating_sub(1), 1);
                let x = noise::<T>(samples * len, 2);
                let start = noise::<T>(if has_start { (samples - 1) * stride + rows } else { 0 }, 3);
                let start_of_state = noise::<T>(if has_start { units } else { 0 }, 4);
                let before = noise::<T>(count, 5);
                let mut sums = vec![T::ZERO; samples * stride];
                sums[..start.len()].copy_from_slice(&start);
                for (sample, sums) in sums.chunks_exact_mut(stride).enumerate() {
                    let x = &x[sample * len..][..len];
                    let state = &mut sums[rows..rows + units];
                    state.fill(T::ZERO);
                    state[..start_of_state.len()].copy_from_slice(&start_of_state);
                    add_product(isa, units, state, (a.get(2 * units..).unwrap_or_default(), rows + 1), x);
                    add_product(isa, units, &mut sums[..2 * units], (&a, rows + 1), x);
                }
                let mut expected = vec![T::ZERO; count];
                let (columns, hidden, before) = (&mut sums[..], &mut expected[..], &before[..]);
                T::gru(isa, Gru { units, stride, columns, before, hidden, keep: false });
                // One more, which is to stay as it is.
                let frame = T::from_f64(7.5);
                let mut alone = vec![frame; count + 1];
                let terms = [Term { a: &a, stride: rows + 1, x: &x }];
                let (start, start_of_state, hidden) = (&start, &start_of_state, &mut alone[..count]);
                let step = GruAlone { samples, stride, start, start_of_state, terms, before, hidden };
                T::gru_alone(isa, step);
                assert_eq!(alone[..count], expected[..], "{isa}: {units} units of {len}, {samples} times");
                assert_eq!(alone[count], frame, "{isa}: {units} units of {len}, {samples} times");
            }
        }
    }
}

#[test]
fn samples_alone_have_the_bits_of_their_products() {
    check_alone::<f32>();
    check_alone::<f64>();
    check_gru_alone::<f32>();
    check_gru_alone::<f64>();
}

#[test]
#[should_panic(expected = "the starting column is too short")]
fn short_starts_panic() {
    let (mut cells, mut hidden) = ([0.0; 2], [0.0; 2]);
    let (cells, hidden) = (&mut cells[..], &mut hidden[..]);
    let step = LstmAlone {
        samples: 1,
        stride: 0,
        start: &[0.0; 7],
        terms: [Term::NONE],
        before: &[0.0; 2],
        cells,
        hidden,
    };
    <f32 as crate::kernels::Kernels>::lstm_alone(Isa::PORTABLE, step);
}

/// A step of a GRU from zeros on sums that are no ordinary numbers.
fn check_extremes<T: Scalar>() {
    let number = T::from_f64;
    let (nan, infinity, zero, one) = (number(f64::NAN), number(f64::INFINITY), T::ZERO, T::ONE);
    // What is not a number stays so; beyond the limits gates are as good as closed or open.
    let cases = [
        ([zero, zero, infinity, zero], Some(0.75)),
        ([zero, zero, -infinity, zero], Some(-0.25)),
        ([infinity, zero, zero, zero], Some(0.5)),
        ([-infinity, zero, zero, zero], Some(0.0)),
        ([zero, -infinity, zero, one], Some(0.25)),
        ([nan, zero, zero, zero], None),
        ([zero, nan, zero, one], None),
        ([zero, zero, nan, zero], None),
        ([zero, zero, zero, nan], None),
    ];
    for (isa, units) in Isa::available().flat_map(|isa| (1..20).map(move |units| (isa, units))) {
        for (sums, expected) in cases {
            let mut columns: Vec<T> = sums.iter().flat_map(|sum| vec![*sum; units]).collect();
            let (before, mut hidden) = (vec![number(0.5); units], vec![zero; units]);
            let (stride, columns, before) = (4 * units, &mut columns[..], &before[..]);
            T::gru(isa, Gru { units, stride, columns, before, hidden: &mut hidden, keep: false });
            for h in hidden {
                let is_right = match expected {
                    Some(expected) => (h.to_f64() - expected).abs() < 1e-6,
                    None => h.to_f64().is_nan(),
                };
                assert!(is_right, "{isa}: {sums:?} of {units} units give {h:?}");
            }
        }
    }
}

#[test]
fn extremes_in_both_precisions() {
    check_extremes::<f32>();
    check_extremes::<f64>();
}
