//! The kernels with their own tests, compiled for whatever `run` says, without the rest of the runtime: its
//! tests take minutes to compile, these some seconds.

#![allow(dead_code, unused_imports, unreachable_pub, reason = "whom the kernels serve is not here")]

#[path = "../../../runtime/src/aligned.rs"]
mod aligned;
#[path = "../../../runtime/src/kernels/mod.rs"]
mod kernels;
#[path = "../../../runtime/src/scalar.rs"]
mod scalar;

/// What the scalars' file asks of the initializers, which are not here.
mod initializers {
    pub trait Fill {}
    impl Fill for f32 {}
    impl Fill for f64 {}
}

#[test]
fn the_kernels_tests_are_those_of_neon() {
    let names: Vec<_> = kernels::Isa::available().map(|isa| isa.name()).collect();
    assert_eq!(names, ["portable", "neon"]);
}
