//! Initial weights, after [Keras's initializers](https://keras.io/api/layers/initializers/).

/// How a new network fills a tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Initializer {
    /// All 0.
    Zeros,
    /// All 1.
    Ones,
    /// Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010).
    GlorotUniform,
}
