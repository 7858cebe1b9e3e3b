//! The other threads of rayon's pool, or none without it.
//!
//! A thread of rayon's that finds no work sleeps after some microseconds, and so does one that waits
//! for another. To wake it takes as long as a layer's part of a step, and longer on virtual machines,
//! which may also wake it where another thread is running. So what is computed layer by layer keeps
//! some threads [`awake`], and [`join`] looks out for the other half a while before it sleeps.

#[cfg(feature = "std")]
use crate::threads::Threads;

/// Runs both, at the same time where another thread is free.
#[cfg(not(feature = "rayon"))]
pub(crate) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    (a(), b())
}

/// Runs both, on some threads.
#[cfg(feature = "std")]
pub(crate) fn join_on<A: Send, B: Send>(
    threads: Threads,
    a: impl FnOnce() -> A + Send,
    b: impl FnOnce() -> B + Send,
) -> (A, B) {
    if threads == Threads::ONE { (a(), b()) } else { join(a, b) }
}

/// Runs something on the calling thread.
#[cfg(all(feature = "std", not(feature = "rayon")))]
pub(crate) fn enter<R: Send>(_: Threads, run: impl FnOnce() -> R + Send) -> R {
    run()
}

#[cfg(feature = "rayon")]
pub(crate) use on::{enter, join};

#[cfg(feature = "rayon")]
mod on {
    use core::cell::Cell;
    use core::hint::spin_loop;
    use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

    use super::Threads;

    /// How often to look whether the other half is done: for half a millisecond or so.
    const LOOKS: usize = 1 << 14;

    /// How often to ask for work without finding any: for some milliseconds, as long as a system takes
    /// to find a free processor for a thread that is busy.
    const IDLE: usize = 1 << 16;

    /// Runs both, at the same time where another thread is free.
    pub(crate) fn join<A: Send, B: Send>(
        a: impl FnOnce() -> A + Send,
        b: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        // Another thread computes `b`. Only a hint: rayon knows for sure.
        let is_shared = AtomicBool::new(false);
        let first = || {
            let a = a();
            let mut looks = 0;
            while is_shared.load(Relaxed) && looks < LOOKS {
                looks += 1;
                spin_loop();
            }
            a
        };
        let second = || {
            is_shared.store(true, Relaxed);
            let b = b();
            is_shared.store(false, Relaxed);
            b
        };
        rayon::join(first, second)
    }

    /// Runs something on a thread of the pool, while others of it stay awake; on the calling thread, if
    /// it is to be alone.
    pub(crate) fn enter<R: Send>(threads: Threads, run: impl FnOnce() -> R + Send) -> R {
        if threads == Threads::ONE {
            return run();
        }
        let run = || awake(threads, run);
        if rayon::current_thread_index().is_none() { rayon::scope(|_| run()) } else { run() }
    }

    /// Runs something while other threads do nothing but ask for its work.
    fn awake<R: Send>(threads: Threads, run: impl FnOnce() -> R + Send) -> R {
        let caller = rayon::current_thread_index();
        let is_done = AtomicBool::new(false);
        let run = || {
            let result = run();
            is_done.store(true, Relaxed);
            result
        };
        rayon::join(run, || each(threads.count() - 1, &|| help(caller, &is_done))).0
    }

    /// Runs something on so many threads, if they come.
    fn each(threads: usize, run: &(impl Fn() + Sync)) {
        if threads < 2 {
            return run();
        }
        rayon::join(|| each(threads / 2, run), || each(threads - threads / 2, run));
    }

    /// Does the pool's work until the caller is done, or there has been none for long: what the caller
    /// waits for may be what this thread was at.
    fn help(caller: Option<usize>, is_done: &AtomicBool) {
        thread_local! {
            /// Whether the thread is in here already. Then it need not be once more, where one
            /// caller would wait for another's end.
            static HELPS: Cell<bool> = const { Cell::new(false) };
        }
        if rayon::current_thread_index() == caller || HELPS.replace(true) {
            return;
        }
        let mut idle = 0;
        while idle < IDLE && !is_done.load(Relaxed) {
            if rayon::yield_now() == Some(rayon::Yield::Executed) {
                idle = 0;
            } else {
                idle += 1;
                spin_loop();
            }
        }
        HELPS.set(false);
    }
}

#[cfg(all(test, feature = "rayon"))]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    fn sum(numbers: &[u64]) -> u64 {
        let (left, right) = numbers.split_at(numbers.len() / 2);
        if left.is_empty() {
            return right.iter().sum();
        }
        let (left, right) = join(|| sum(left), || sum(right));
        left + right
    }

    #[test]
    fn all_work_is_done() {
        let numbers: Vec<u64> = (1..=1000).collect();
        for threads in [1, 2, 3, 8] {
            let several = Threads::of(threads);
            let nested = || enter(several, || enter(several, || sum(&numbers)) + sum(&numbers));
            pool(threads).install(|| {
                assert_eq!(nested(), 1_001_000);
                let both = || rayon::join(nested, || enter(several, nested));
                assert_eq!(rayon::join(both, nested), ((1_001_000, 1_001_000), 1_001_000));
            });
        }
    }

    #[test]
    fn a_panic_arrives_and_leaves_the_pool_whole() {
        let pool = pool(2);
        for half in 0..2 {
            let fails = |at| assert!(at != half, "half {half}");
            let run = || pool.install(|| enter(Threads::of(2), || join(|| fails(0), || fails(1))));
            let message = *catch_unwind(AssertUnwindSafe(run)).unwrap_err().downcast::<String>().unwrap();
            assert_eq!(message, format!("half {half}"));
        }
        assert_eq!(pool.install(|| enter(Threads::of(2), || sum(&[1, 2, 3]))), 6);
    }
}
