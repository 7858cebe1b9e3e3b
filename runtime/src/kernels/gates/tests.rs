//! A sample alone against the same sums, and what follows them, one after the other.

use crate::kernels::test::noise;
use crate::kernels::{ColumnSums, Gru, GruAlone, Isa, Lstm, LstmAlone, Start, Term};
use crate::scalar::Scalar;

fn check_alone<T: Scalar>() {
    let most = if cfg!(miri) { 9 } else { 49 };
    for (isa, units) in Isa::available().flat_map(|isa| (1..most).map(move |units| (isa, units))) {
        for (len, has_start) in [(0_usize, true), (1, false), (units, true), (20, false)] {
            let rows = 4 * units;
            // It ends with the last row, so that reading on would be noticed.
            let a = noise::<T>((len * (rows + 1)).saturating_sub(1), 1);
            let (x, start) = (noise::<T>(len, 2), noise::<T>(if has_start { rows } else { 0 }, 3));
            let before = noise::<T>(units, 4);
            let term = Term { a: &a, stride: rows + 1, x: &x };
            let mut sums = vec![T::ZERO; rows];
            let from = if has_start { Start::Rows(&start) } else { Start::Zero };
            T::column_sums(isa, ColumnSums { sums: &mut sums, start: from, terms: [term, Term::NONE] });
            let mut expected = [vec![T::ZERO; units], vec![T::ZERO; units]];
            let [cells, hidden] = &mut expected;
            let (columns, stride) = (&mut sums, rows);
            T::lstm(isa, Lstm { units, stride, columns, before: &before, cells, hidden, keep: false });
            // One more, which is to stay as it is.
            let frame = T::from_f64(7.5);
            let mut alone = [vec![frame; units + 1], vec![frame; units + 1]];
            let [c, h] = &mut alone;
            let (cells, hidden) = (&mut c[..units], &mut h[..units]);
            T::lstm_alone(isa, LstmAlone { start: &start, terms: [term], before: &before, cells, hidden });
            for (found, expected) in alone.iter().zip(expected) {
                assert_eq!(found[..units], expected[..], "{isa}: {units} units of {len}");
                assert_eq!(found[units], frame, "{isa}: {units} units of {len}");
            }
        }
    }
}

/// The input's sums are in the start, and the state's are to be added.
fn check_gru_alone<T: Scalar>() {
    let most = if cfg!(miri) { 9 } else { 49 };
    for (isa, units) in Isa::available().flat_map(|isa| (1..most).map(move |units| (isa, units))) {
        for (len, has_start) in [(0_usize, true), (1, false), (units, true), (20, false)] {
            let rows = 3 * units;
            // It ends with the last row, so that reading on would be noticed.
            let a = noise::<T>((len * (rows + 1)).saturating_sub(1), 1);
            let (x, start) = (noise::<T>(len, 2), noise::<T>(if has_start { rows } else { 0 }, 3));
            let (start_of_state, before) =
                (noise::<T>(if has_start { units } else { 0 }, 4), noise::<T>(units, 5));
            let mut sums = vec![T::ZERO; 4 * units];
            sums[..start.len()].copy_from_slice(&start);
            sums[rows..rows + start_of_state.len()].copy_from_slice(&start_of_state);
            for (place, row, count) in [(0, 0, 2 * units), (rows, 2 * units, units)] {
                let term = Term { a: a.get(row..).unwrap_or_default(), stride: rows + 1, x: &x };
                let (sums, terms) = (&mut sums[place..place + count], [term, Term::NONE]);
                T::column_sums(isa, ColumnSums { sums, start: Start::Sum, terms });
            }
            let mut expected = vec![T::ZERO; units];
            let (columns, hidden, before, stride) =
                (&mut sums[..], &mut expected[..], &before[..], 4 * units);
            T::gru(isa, Gru { units, stride, columns, before, hidden, keep: false });
            // One more, which is to stay as it is.
            let frame = T::from_f64(7.5);
            let mut alone = vec![frame; units + 1];
            let terms = [Term { a: &a, stride: rows + 1, x: &x }];
            let (start, start_of_state, hidden) = (&start, &start_of_state, &mut alone[..units]);
            T::gru_alone(isa, GruAlone { start, start_of_state, terms, before, hidden });
            assert_eq!(alone[..units], expected[..], "{isa}: {units} units of {len}");
            assert_eq!(alone[units], frame, "{isa}: {units} units of {len}");
        }
    }
}

#[test]
fn a_sample_alone_has_the_bits_of_a_batch() {
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
    let step = LstmAlone { start: &[0.0; 7], terms: [Term::NONE], before: &[0.0; 2], cells, hidden };
    <f32 as crate::kernels::Kernels>::lstm_alone(Isa::PORTABLE, step);
}
