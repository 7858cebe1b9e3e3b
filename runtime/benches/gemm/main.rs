//! Matrix products as layers need them: the rate reached on one core, beside the peak.
//!
//! `cargo bench -p netform --bench gemm`; items are floating-point operations, so `Gitem/s` are
//! GFLOP/s. The share of the peak is a row's rate divided by that of `peak` on the same
//! instruction set. `NETFORM_ISA` does not matter here: every set of the machine has its row.

#[allow(dead_code, reason = "shared with the other benchmarks")]
#[path = "../limits/machine.rs"]
mod machine;

use core::fmt;

use divan::Bencher;
use divan::counter::ItemsCount;
use netform::Scalar;
use netform::kernels::{Gemm, Isa, Start};

fn main() {
    divan::main();
}

/// The passes of a dense layer.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// `y = W·x + b`.
    Forward,
    /// `d_kernel = d_z·xᵀ`.
    DKernel,
    /// `d_input = Wᵀ·d_z`, `W` transposed within the product.
    DInput,
}

/// A layer of `units` and `inputs` on a batch.
#[derive(Clone, Copy)]
struct Case {
    form: Form,
    units: usize,
    inputs: usize,
    batch: usize,
    isa: Isa,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { form, units, inputs, batch, isa } = self;
        write!(f, "{isa:8} {form:?} {units}x{inputs}x{batch}")
    }
}

/// Dense layers, a convolution (filters x elements of a patch x pixels), a large product, and the
/// prediction of one sample.
const SHAPES: [[usize; 3]; 7] = [
    [128, 784, 32],
    [64, 64, 32],
    [10, 64, 32],
    [16, 72, 784],
    [512, 512, 512],
    [1024, 1024, 1024],
    [128, 784, 1],
];

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for [units, inputs, batch] in SHAPES {
        for form in [Form::Forward, Form::DKernel, Form::DInput] {
            for isa in Isa::available() {
                if batch > 1 || matches!(form, Form::Forward) {
                    cases.push(Case { form, units, inputs, batch, isa });
                }
            }
        }
    }
    cases
}

fn wide_cases() -> Vec<Case> {
    cases().into_iter().filter(|case| case.units != 1024).collect()
}

/// Runs one pass again and again on the same memory.
fn bench<T: Scalar>(bencher: Bencher<'_, '_>, case: Case) {
    let Case { form, units, inputs, batch, isa } = case;
    let numbers = |count: usize| -> Vec<T> {
        (0..count).map(|i| T::from_f64((i as f64 * 0.618_034).fract() - 0.5)).collect()
    };
    let (kernel, bias) = (numbers(units * inputs), numbers(units));
    let (mut x, mut z) = (numbers(inputs * batch), numbers(units * batch));
    let mut d_kernel = numbers(units * inputs);
    let flops = ItemsCount::new(2 * units * inputs * batch);
    bencher.counter(flops).bench_local(|| match form {
        Form::Forward => T::gemm(
            isa,
            Gemm {
                m: units,
                n: batch,
                k: inputs,
                a: &kernel,
                a_stride: units,
                b: &x,
                b_strides: [1, inputs],
                c: &mut z,
                c_stride: units,
                start: Start::Rows(&bias),
            },
        ),
        Form::DKernel => T::gemm(
            isa,
            Gemm {
                m: units,
                n: inputs,
                k: batch,
                a: &z,
                a_stride: units,
                b: &x,
                b_strides: [inputs, 1],
                c: &mut d_kernel,
                c_stride: units,
                start: Start::Zero,
            },
        ),
        Form::DInput => {
            T::gemm_transposed(
                isa,
                Gemm {
                    m: inputs,
                    n: batch,
                    k: units,
                    a: &kernel,
                    a_stride: units,
                    b: &z,
                    b_strides: [1, units],
                    c: &mut x,
                    c_stride: inputs,
                    start: Start::Zero,
                },
            );
        }
    });
}

#[divan::bench(args = cases(), max_time = 0.5)]
fn f32(bencher: Bencher<'_, '_>, case: Case) {
    bench::<f32>(bencher, case);
}

#[divan::bench(args = wide_cases(), max_time = 0.5)]
fn f64(bencher: Bencher<'_, '_>, case: Case) {
    bench::<f64>(bencher, case);
}

/// `eˣ` of 4096 numbers: an item is a number.
#[divan::bench(args = Isa::available())]
fn exponentials(bencher: Bencher<'_, '_>, isa: Isa) {
    let mut values = [0.5_f32; 4096];
    bencher.counter(ItemsCount::new(4096_usize)).bench_local(|| {
        values.fill(0.5);
        <f32 as netform::kernels::Kernels>::exponentials(isa, divan::black_box(&mut values));
    });
}

/// Multiply-adds that wait for nothing: the most that one core can do.
#[divan::bench(args = Isa::available())]
fn peak(bencher: Bencher<'_, '_>, isa: Isa) {
    bencher.counter(ItemsCount::new(machine::FLOPS)).bench_local(|| machine::multiply_adds(isa.name()));
}
