//! What training and evaluation report.

use core::fmt;

/// The loss and the metrics of one evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// The mean loss.
    pub loss: f64,
    pub(super) metrics: Vec<(&'static str, f64)>,
}

impl Scores {
    /// A metric by its name, such as `binary_accuracy`.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<f64> {
        self.metrics.iter().find(|(own, _)| *own == name).map(|(_, value)| *value)
    }

    /// All metrics, in the order given to `compile`.
    pub fn metrics(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.metrics.iter().copied()
    }
}

/// As Keras's progress line: `loss: 0.1234 - binary_accuracy: 0.9500`.
impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "loss: {}", Figure(self.loss))?;
        self.metrics.iter().try_for_each(|(name, value)| write!(f, " - {name}: {}", Figure(*value)))
    }
}

/// A number as Keras's progress line shows it.
pub(super) struct Figure(pub(super) f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.abs() > 1e-3 || self.0 == 0.0 {
            write!(f, "{:.4}", self.0)
        } else {
            write!(f, "{:.4e}", self.0)
        }
    }
}

/// The loss and the metrics of every epoch, after
/// [Keras's `History`](https://keras.io/api/models/model_training_apis/#fit-method): lists under
/// the names `loss`, `val_loss`, `binary_accuracy`, `val_binary_accuracy` and so on. The first
/// epoch is at index 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    epochs: usize,
    series: Vec<(String, Vec<f64>)>,
}

impl History {
    /// The number of epochs that ran.
    #[must_use]
    pub fn epochs(&self) -> usize {
        self.epochs
    }

    /// The values under a name, one an epoch.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        self.series.iter().find(|(own, _)| own == name).map(|(_, values)| values.as_slice())
    }

    /// The training loss, one value an epoch.
    #[must_use]
    pub fn loss(&self) -> &[f64] {
        self.get("loss").unwrap_or_default()
    }

    /// All names with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.series.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    pub(super) fn push(&mut self, training: &Scores, validation: Option<&Scores>) {
        self.epochs += 1;
        for (prefix, scores) in [("", Some(training)), ("val_", validation)] {
            let Some(scores) = scores else { continue };
            self.append(prefix, "loss", scores.loss);
            scores.metrics.iter().for_each(|(name, value)| self.append(prefix, name, *value));
        }
    }

    fn append(&mut self, prefix: &str, name: &str, value: f64) {
        let same = |own: &str| own.strip_prefix(prefix) == Some(name);
        // Two metrics of one name make one list each, of which `get` finds the first.
        let epochs = self.epochs;
        match self.series.iter_mut().find(|(own, values)| same(own) && values.len() < epochs) {
            Some((_, values)) => values.push(value),
            None => self.series.push((format!("{prefix}{name}"), vec![value])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_keras_s() {
        let scores = Scores { loss: 0.5, metrics: vec![("accuracy", 0.75)] };
        let mut history = History::default();
        history.push(&scores, Some(&scores));
        history.push(&scores, Some(&scores));
        let names: Vec<&str> = history.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["loss", "accuracy", "val_loss", "val_accuracy"]);
        assert_eq!(history.get("val_accuracy"), Some([0.75, 0.75].as_slice()));
        assert_eq!(history.get("accuracy_2"), None);
        assert_eq!((history.epochs(), history.loss()), (2, [0.5, 0.5].as_slice()));
        assert_eq!((scores.metric("accuracy"), scores.metric("loss")), (Some(0.75), None));
        assert_eq!(scores.to_string(), "loss: 0.5000 - accuracy: 0.7500");
        assert_eq!(Figure(0.000_123_45).to_string(), "1.2345e-4");
    }
}
