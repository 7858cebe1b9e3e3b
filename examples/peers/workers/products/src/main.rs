//! The worker of the matrix products: the first layer of the digits' network on a batch of 32, by faer, gemm and nalgebra.
//! The second argument says by which.

use std::hint::black_box;

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use nalgebra::{DMatrixView, DMatrixViewMut};
use peers_common::{Data, Failure, Made, inference, serve};

const M: usize = 128;
const N: usize = 32;
const K: usize = 784;

fn main() -> Result<(), Failure> {
    match std::env::args().nth(2).as_deref() {
        Some("faer") => serve("faer 0.24.4", |workload, data| make(workload, data, by_faer)),
        Some("nalgebra") => serve("nalgebra 0.35.0", |workload, data| make(workload, data, by_nalgebra)),
        _ => serve("gemm 0.19.0", |workload, data| make(workload, data, by_gemm)),
    }
}

fn make(_: &str, data: &Data, product: fn(&mut [f32], &[f32], &[f32])) -> Made {
    let numbers = data.network("mlp")?;
    // Column-major, as netform has them: units by inputs, inputs by samples.
    let (a, b) = (numbers.weights[..M * K].to_vec(), numbers.x[..K * N].to_vec());
    let mut c = vec![0.0; M * N];
    Ok(inference(1, 1, move |_, out| {
        product(black_box(&mut c), black_box(&a), black_box(&b));
        black_box(&mut c);
        if let Some(out) = out {
            out.extend_from_slice(&c);
        }
    }))
}

fn by_faer(c: &mut [f32], a: &[f32], b: &[f32]) {
    let (a, b) = (MatRef::from_column_major_slice(a, M, K), MatRef::from_column_major_slice(b, K, N));
    matmul(MatMut::from_column_major_slice_mut(c, M, N), Accum::Replace, a, b, 1.0, Par::Seq);
}

/// With sizes that the compiler knows, nalgebra's loops are its own; with these it calls matrixmultiply, which is faster.
fn by_nalgebra(c: &mut [f32], a: &[f32], b: &[f32]) {
    let (a, b) = (DMatrixView::from_slice(a, M, K), DMatrixView::from_slice(b, K, N));
    DMatrixViewMut::from_slice(c, M, N).gemm(1.0, &a, &b, 0.0);
}

fn by_gemm(c: &mut [f32], a: &[f32], b: &[f32]) {
    assert!(c.len() == M * N && a.len() == M * K && b.len() == K * N);
    let (m, k) = (M as isize, K as isize);
    // SAFETY: the slices have as many elements as the matrices, and `c` is borrowed for writing alone.
    unsafe {
        let (c, a, b) = (c.as_mut_ptr(), a.as_ptr(), b.as_ptr());
        gemm::gemm(
            M,
            N,
            K,
            c,
            m,
            1,
            false,
            a,
            m,
            1,
            b,
            k,
            1,
            0.0,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}
