//! What one core can do at most, and what that means for a workload.

#[allow(dead_code, reason = "shared with netform's benchmarks")]
#[path = "../../../../runtime/benches/limits/machine.rs"]
mod machine;

use std::fmt;

use crate::workload::{Work, significant};
use machine::Level;

/// The limits of one core.
pub struct Limits {
    /// Multiply-adds a second.
    peak: f64,
    /// The caches, the smallest first, then memory.
    levels: Vec<Level>,
}

impl Limits {
    /// Measures them.
    pub fn measure() -> Self {
        Self { peak: machine::peak() / 2.0, levels: machine::levels() }
    }

    /// The least seconds for some work: multiplying, or reading the weights from where they lie, whichever takes longer.
    pub fn seconds(&self, work: Work) -> f64 {
        let level = self.levels.iter().find(|level| level.size >= work.weights);
        let reading = level.map_or(0.0, |level| work.reads * work.weights / level.bandwidth);
        reading.max(work.multiply_adds / self.peak)
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = machine::widest();
        let peak = significant(2e-9 * self.peak);
        write!(f, "Limits of one core: {peak} GFLOP/s of multiply-adds in registers ({kind}); reading ")?;
        for (i, Level { name, read, bandwidth, .. }) in self.levels.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            let read =
                if *read < 64 << 20 { format!("{} KiB", read >> 10) } else { format!("{} MiB", read >> 20) };
            write!(f, "{comma}{name} ({read} read) {} GB/s", significant(1e-9 * bandwidth))?;
        }
        f.write_str(".")
    }
}
