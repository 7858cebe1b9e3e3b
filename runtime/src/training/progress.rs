//! The line that shows how training goes.

use core::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

use super::history::{Figure, Scores};
use crate::losses::LabelKind;
use crate::metrics::Metrics;
use crate::scalar::Scalar;

/// The width of the bar, as Keras's.
const WIDTH: usize = 20;
/// The least time between two updates of the line.
const PAUSE: Duration = Duration::from_millis(100);

/// A line on the standard error that shows the epoch's steps, as Keras's:
/// ` 17/25 ━━━━━━━━━━━━━─────── 0s 12ms/step - loss: 0.1234 - binary_accuracy: 0.9500`.
pub(super) struct Progress {
    shown: bool,
    epochs: usize,
    steps: usize,
    began: Instant,
    written: Instant,
    /// The line under construction; it keeps its memory.
    line: String,
}

impl Progress {
    /// Shows nothing when it is not wanted or when the standard error is no terminal.
    pub(super) fn new(wanted: bool, epochs: usize, steps: usize) -> Self {
        let now = Instant::now();
        let shown = wanted && stderr().is_terminal();
        Self { shown, epochs, steps, began: now, written: now, line: String::new() }
    }

    /// Begins an epoch, counted from 1.
    pub(super) fn begin(&mut self, epoch: usize) {
        if self.shown {
            self.began = Instant::now();
            self.written = self.began;
            // Nothing can be done about a terminal that does not take the line.
            let _ = writeln!(stderr(), "Epoch {epoch}/{}", self.epochs);
        }
    }

    /// Shows a step, counted from 1, unless the line was written just before.
    pub(super) fn step<T: Scalar, K: LabelKind<T>>(
        &mut self,
        step: usize,
        loss: f64,
        metrics: &impl Metrics<T, K>,
    ) {
        if self.shown && self.written.elapsed() >= PAUSE {
            self.written = Instant::now();
            self.bar(step, self.began.elapsed());
            let _ = write!(self.line, " - loss: {}", Figure(loss));
            metrics.visit(&mut |name, value| {
                let _ = write!(self.line, " - {name}: {}", Figure(value));
            });
            self.show("");
        }
    }

    /// Shows the end of an epoch, after its validation.
    pub(super) fn end(&mut self, training: &Scores, validation: Option<&Scores>) {
        if self.shown {
            self.bar(self.steps, self.began.elapsed());
            let _ = write!(self.line, " - {training}");
            if let Some(validation) = validation {
                let _ = write!(self.line, " - val_loss: {}", Figure(validation.loss));
                for (name, value) in validation.metrics() {
                    let _ = write!(self.line, " - val_{name}: {}", Figure(value));
                }
            }
            self.show("\n");
        }
    }

    /// Writes the count, the bar, the time that is left (at the end: that it took), and the time a
    /// step.
    fn bar(&mut self, step: usize, elapsed: Duration) {
        let (steps, digits) = (self.steps.max(1), self.steps.to_string().len());
        let filled = WIDTH * step / steps;
        self.line.clear();
        let _ = write!(self.line, "{step:>digits$}/{} ", self.steps);
        self.line.extend((0..WIDTH).map(|place| if place < filled { '━' } else { '─' }));
        let each = elapsed.as_secs_f64() / step.max(1) as f64;
        let left = if step < steps { each * (steps - step) as f64 } else { elapsed.as_secs_f64() };
        let _ = write!(self.line, " {} {}/step", Clock(left), Span(each));
    }

    fn show(&self, end: &str) {
        // Back to the line's start, and erase what is left of a longer line.
        let _ = write!(stderr(), "\r{}\x1b[K{end}", self.line);
    }
}

/// Seconds as Keras shows what is left: `7s`, `1:05`, `2:00:01`.
struct Clock(f64);

impl core::fmt::Display for Clock {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let seconds = Duration::try_from_secs_f64(self.0).unwrap_or_default().as_secs();
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match (hours, minutes) {
            (0, 0) => write!(f, "{rest}s"),
            (0, _) => write!(f, "{minutes}:{rest:02}"),
            _ => write!(f, "{hours}:{minutes:02}:{rest:02}"),
        }
    }
}

/// Seconds as Keras shows the time a step takes: `2s`, `12ms`, `250us`.
struct Span(f64);

impl core::fmt::Display for Span {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.0 {
            seconds if seconds >= 1.0 => write!(f, "{seconds:.0}s"),
            seconds if seconds >= 1e-3 => write!(f, "{:.0}ms", seconds * 1e3),
            seconds => write!(f, "{:.0}us", seconds * 1e6),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_like_keras_s() {
        let mut progress = Progress::new(false, 10, 120);
        progress.bar(30, Duration::from_millis(300));
        assert_eq!(progress.line, " 30/120 ━━━━━─────────────── 0s 10ms/step");
        progress.bar(60, Duration::from_secs(3905));
        assert_eq!(progress.line, " 60/120 ━━━━━━━━━━────────── 1:05:05 65s/step");
        progress.bar(120, Duration::from_millis(66));
        assert_eq!(progress.line, "120/120 ━━━━━━━━━━━━━━━━━━━━ 0s 550us/step");
    }
}
