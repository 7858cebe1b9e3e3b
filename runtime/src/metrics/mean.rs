//! A running mean.

/// The mean of the numbers added so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mean {
    sum: f64,
    count: u64,
}

impl Mean {
    /// The mean of nothing.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { sum: 0.0, count: 0 }
    }

    /// Adds a number.
    #[inline]
    pub const fn add(&mut self, number: f64) {
        self.sum += number;
        self.count += 1;
    }

    /// Forgets all numbers.
    #[inline]
    pub const fn reset(&mut self) {
        *self = Self::new();
    }

    /// The mean; 0 of nothing.
    #[inline]
    #[must_use]
    pub const fn result(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }
}
