//! The word `padding = ..` of convolutions and pools.

/// What a sliding window does at the edges of its input, after
/// [Keras's `padding`](https://keras.io/api/layers/convolution_layers/convolution2d/).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// The window stays inside: `⌊(n − span) / stride⌋ + 1` positions, where a kernel `k` with
    /// dilation `d` spans `(k − 1)·d + 1`.
    #[default]
    Valid,
    /// The input is padded so that stride 1 keeps its size: `⌈n / stride⌉` positions. Half of the
    /// padding comes before, rounded down, the rest after.
    Same,
    /// All padding comes before, `span − 1` of it, so that no output depends on a later input:
    /// `⌈n / stride⌉` positions. A word of [`Conv1D`](crate::layers::Conv1D) alone.
    Causal,
}

impl Padding {
    /// `valid`.
    #[inline]
    #[must_use]
    pub const fn valid() -> Self {
        Self::Valid
    }

    /// `same`.
    #[inline]
    #[must_use]
    pub const fn same() -> Self {
        Self::Same
    }

    /// `causal`.
    #[inline]
    #[must_use]
    pub const fn causal() -> Self {
        Self::Causal
    }
}
