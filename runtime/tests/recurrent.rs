//! Recurrent layers in networks: states in and out, their gradients, and what new networks begin with.

mod batch;

use batch::{check, numbers};
use netform::nalgebra::{SMatrix, SVector};
use netform::network;

network! {
    /// One sequence is read, and its states begin another.
    #[scalar(f64)]
    struct Translator(source: [4, 2], target: [3, 2]) -> { words: [3, 3], memory: [4] } {
        let (all, h, c) = LSTM(4, return_sequences = true, return_state = true)(source);
        let decoded = LSTM(4, return_sequences = true)(target, initial_state = (h + GlobalAveragePooling1D()(all), c));
        words = Dense(3)(decoded);
        memory = tanh(c);
    }
}

network! {
    /// Some results are ignored, and one state begins two layers.
    #[scalar(f64)]
    struct Ignoring(x: [3, 2], start: [3]) -> { a: [3], b: [3] } {
        let begin = Dense(3, activation = tanh)(start);
        let (_, _, c) = LSTM(3, return_state = true)(x, initial_state = (begin, begin));
        let (y, _) = GRU(3, return_state = true, reset_after = false)(x, initial_state = begin);
        let (_, last) = SimpleRNN(3, return_state = true, go_backwards = true)(x, initial_state = (y));
        a = c;
        b = last;
    }
}

network! {
    /// One layer for two sequences, and one after another.
    #[scalar(f64)]
    struct Shared(left: [3, 2], right: [3, 2]) -> [3] {
        let reader = GRU(3, return_sequences = true);
        let both = concat(reader(left), reader(right), axis = 1);
        SimpleRNN(3)(LSTM(4, return_sequences = true, go_backwards = true)(both))
    }
}

network! {
    /// A sequence at once.
    struct Whole: [9, 3] -> [9, 20] {
        read: LSTM(20, return_sequences = true),
    }
}

network! {
    /// Its steps one by one.
    struct Step(x: [1, 3], h: [20], c: [20]) -> { y: [20], h_after: [20], c_after: [20] } {
        let read = LSTM(20, return_state = true);
        let (last, hidden, cells) = read(x, initial_state = (h, c));
        y = last;
        h_after = hidden;
        c_after = cells;
    }
}

network! {
    /// A sequence at once.
    struct WholeGru: [9, 3] -> [9, 8] {
        read: GRU(8, return_sequences = true),
    }
}

network! {
    /// Its steps one by one.
    struct StepGru(x: [1, 3], h: [8]) -> { h_after: [8] } {
        let (_, hidden) = GRU(8, return_state = true)(x, initial_state = h);
        h_after = hidden;
    }
}

#[test]
fn gradients_flow_through_states() {
    check(&mut *Translator::new(1));
    check(&mut *Ignoring::new(1));
    check(&mut *Shared::new(1));
}

#[test]
fn steps_one_by_one_have_the_bits_of_the_sequence() {
    let (whole, mut step) = (Whole::new(3), Step::new(4));
    step.read = whole.read;
    let x = numbers(27, 5);
    let x = SMatrix::<f32, 3, 9>::from_fn(|row, column| x[column * 3 + row] as f32);
    let y = whole.predict(&x);
    let (mut h, mut c) = (SVector::zeros(), SVector::zeros());
    for (x, y) in x.column_iter().zip(y.column_iter()) {
        let output = step.predict(&StepInput { x: x.into_owned(), h, c });
        assert_eq!(output.y, y);
        assert_eq!(output.y, output.h_after);
        (h, c) = (output.h_after, output.c_after);
    }

    let (whole, mut step) = (WholeGru::new(3), StepGru::new(4));
    step.gru = whole.read;
    let y = whole.predict(&x);
    let mut h = SVector::zeros();
    for (x, y) in x.column_iter().zip(y.column_iter()) {
        h = step.predict(&StepGruInput { x: x.into_owned(), h });
        assert_eq!(h, y);
    }
}

network! {
    /// What a new layer begins with, by default and otherwise.
    struct Beginning: [2, 3] -> [3] {
        plain: LSTM(4, return_sequences = true),
        other: LSTM(2, bias_initializer = constant(0.5), return_sequences = true),
        none: LSTM(2, unit_forget_bias = false, return_sequences = true),
        GRU(3),
    }
}

#[test]
fn the_forget_gate_begins_open() {
    let network = Beginning::new(7);
    let ones = |rows: std::ops::Range<usize>, value: f32, one: f32| {
        move |row: usize, _| if rows.contains(&row) { one } else { value }
    };
    assert_eq!(network.plain.bias, SVector::<f32, 16>::from_fn(ones(4..8, 0.0, 1.0)));
    assert_eq!(network.other.bias, SVector::<f32, 8>::from_fn(ones(2..4, 0.5, 1.0)));
    assert_eq!(network.none.bias, SVector::<f32, 8>::zeros());
    assert_eq!(network.gru.bias, SMatrix::<f32, 9, 2>::zeros());
    // As in Keras, the matrix of all gates has orthonormal rows, a unit each.
    let units = network.plain.recurrent_kernel.transpose() * network.plain.recurrent_kernel;
    assert!((units - SMatrix::<f32, 4, 4>::identity()).amax() < 1e-6, "{units}");
    assert_eq!(
        Beginning::PARAMS,
        4 * 4 * (3 + 4 + 1) + 4 * 2 * (4 + 2 + 1) + 4 * 2 * (2 + 2 + 1) + 3 * 3 * (2 + 3 + 2)
    );
}
