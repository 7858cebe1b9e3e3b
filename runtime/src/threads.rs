//! Work in parts, on the threads of a pool.
//!
//! How work is cut never changes a sum: samples are computed apart from each other, and a sum over
//! samples is one chain, or a fixed number of chains. So the results are the same bits for any
//! number of threads.

/// The multiply-adds of a part, at least: they take about as long as handing it to a thread that is
/// awake. Smaller parts keep it so.
const FEWEST: usize = 1 << 16;

/// The multiply-adds of a step that is worth the way to a pool, and the threads' waiting for each
/// other between its layers: a fraction of a millisecond.
#[cfg(feature = "std")]
const WORTH: usize = 1 << 24;

/// How many threads may share the work of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(usize);

impl Threads {
    /// No others than the calling one.
    pub const ONE: Self = Self(1);

    /// All threads of the pool that the calling thread belongs to; outside of one, itself alone.
    #[must_use]
    pub fn here() -> Self {
        #[cfg(feature = "rayon")]
        if rayon::current_thread_index().is_some() {
            return Self(rayon::current_num_threads().max(1));
        }
        Self::ONE
    }

    /// Whether so many multiply-adds are worth the waiting of threads for each other.
    #[cfg(feature = "std")]
    pub(crate) const fn pay_for(work: usize) -> bool {
        work >= WORTH
    }

    /// These threads for so many multiply-adds, or the calling one where they are not worth the
    /// waiting.
    #[cfg(feature = "std")]
    pub(crate) fn worth(self, work: usize) -> Self {
        if Self::pay_for(work) { self } else { Self::ONE }
    }

    /// All threads of the pool that [`enter`] leads to, for so many multiply-adds.
    #[cfg(feature = "std")]
    pub(crate) fn for_work(work: usize) -> Self {
        #[cfg(feature = "rayon")]
        if Self::pay_for(work) {
            return Self(rayon::current_num_threads().max(1));
        }
        Self::ONE.worth(work)
    }

    /// So many.
    #[inline]
    #[cfg(test)]
    pub(crate) const fn of(count: usize) -> Self {
        Self(count)
    }

    /// The number.
    #[inline]
    #[must_use]
    pub const fn count(self) -> usize {
        self.0
    }

    /// As many as pay for so many multiply-adds, and have at least one of so many pieces each.
    #[must_use]
    pub fn sharing(self, work: usize, pieces: usize) -> Self {
        Self(self.0.min(work / FEWEST).min(pieces).max(1))
    }

    /// Two groups of threads, if there are two.
    #[inline]
    #[must_use]
    pub const fn halves(self) -> Option<[Self; 2]> {
        if self.0 < 2 { None } else { Some([Self(self.0 / 2), Self(self.0 - self.0 / 2)]) }
    }

    /// Where work on `len` pieces is cut between two groups.
    #[inline]
    #[must_use]
    pub const fn middle([first, second]: [Self; 2], len: usize) -> usize {
        len * first.0 / (first.0 + second.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{enter, join};

    #[test]
    fn threads_are_shared_out() {
        assert_eq!(Threads::ONE.halves(), None);
        let halves = Threads(5).halves().unwrap();
        assert_eq!(halves, [Threads(2), Threads(3)]);
        assert_eq!(Threads::middle(halves, 10), 4);
        assert_eq!(Threads(4).sharing(FEWEST - 1, 9), Threads::ONE);
        assert_eq!(Threads(4).sharing(2 * FEWEST, 9), Threads(2));
        assert_eq!(Threads(4).sharing(9 * FEWEST, 3), Threads(3));
        assert_eq!(Threads(4).sharing(9 * FEWEST, 0), Threads::ONE);
    }

    #[test]
    fn outside_a_pool_there_is_one() {
        assert_eq!(Threads::here(), Threads::ONE);
        assert_eq!(join(|| 1, || 2), (1, 2));
        assert_eq!(enter(Threads::for_work(usize::MAX), || 3), 3);
        assert_eq!(Threads::for_work(FEWEST), Threads::ONE);
    }
}
