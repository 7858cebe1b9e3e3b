//! What a loss gets: predictions and labels, row by row.

use crate::scalar::Scalar;

/// A batch of predictions with their labels.
#[derive(Debug)]
pub struct Rows<'a, T, Y> {
    /// The labels: for [`Values`](super::Values) as many as predictions, for
    /// [`Classes`](super::Classes) one a row.
    pub y_true: &'a [Y],
    /// The predictions, row after row.
    pub y_pred: &'a mut [T],
    /// The size of a row: of the output's last axis.
    pub last: usize,
    /// True when `y_pred` holds the values before the network's final activation, which the loss
    /// has said that it [fuses](super::Loss::fuses). It then leaves the activated values there.
    pub fused: bool,
    /// One weight a sample, or none: then all are 1.
    pub weights: &'a [T],
    /// What the gradient is multiplied with: 1 / (number of rows) for a mean.
    pub scale: T,
    /// Where the gradient goes; empty when nobody wants it.
    pub d_y_pred: &'a mut [T],
}

/// One row of a batch.
#[derive(Debug)]
pub struct Row<'a, T, Y> {
    /// The label.
    pub y_true: &'a [Y],
    /// The prediction.
    pub y_pred: &'a mut [T],
    /// Where the gradient goes; empty when nobody wants it.
    pub d_y_pred: &'a mut [T],
    /// What the gradient is multiplied with: weight and scale.
    pub factor: T,
    /// As in [`Rows::fused`].
    pub fused: bool,
}

impl<T: Scalar, Y> Rows<'_, T, Y> {
    /// Sums the weighted losses that `loss` gives for the rows, in their order.
    pub fn sum(self, mut loss: impl FnMut(Row<'_, T, Y>) -> T) -> f64 {
        let mut sum = 0.0;
        self.each(|row, weight| sum += weight.to_f64() * loss(row).to_f64());
        sum
    }

    /// Calls a function with each row and its weight.
    pub(super) fn each(self, mut visit: impl FnMut(Row<'_, T, Y>, T)) {
        let count = self.y_pred.len() / self.last.max(1);
        let label = self.y_true.len() / count.max(1);
        let rows_per_weight = (count / self.weights.len().max(1)).max(1);
        let wanted = !self.d_y_pred.is_empty();
        let mut d_rows = self.d_y_pred.chunks_exact_mut(self.last.max(1));
        let rows = self.y_true.chunks_exact(label.max(1)).zip(self.y_pred.chunks_exact_mut(self.last.max(1)));
        for (index, (y_true, y_pred)) in rows.enumerate() {
            let d_y_pred = if wanted { d_rows.next().unwrap_or_default() } else { &mut [] };
            let weight = self.weights.get(index / rows_per_weight).copied().unwrap_or(T::ONE);
            let row = Row { y_true, y_pred, d_y_pred, factor: weight * self.scale, fused: self.fused };
            visit(row, weight);
        }
    }

    /// The same rows, for as long as they are lent.
    pub(super) fn lend(&mut self) -> Rows<'_, T, Y> {
        let Self { y_true, y_pred, last, fused, weights, scale, d_y_pred } = self;
        let (last, fused, scale) = (*last, *fused, *scale);
        Rows { y_true, y_pred, last, fused, weights, scale, d_y_pred }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_s_weight_counts_for_all_its_rows() {
        let mut y_pred = [1.0_f64, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let mut d_y_pred = [0.0; 8];
        let rows = Rows {
            y_true: &[0_usize, 1, 2, 3],
            y_pred: &mut y_pred,
            last: 2,
            fused: false,
            weights: &[10.0, 1.0],
            scale: 0.5,
            d_y_pred: &mut d_y_pred,
        };
        let sum = rows.sum(|row| {
            row.d_y_pred.fill(row.factor);
            row.y_pred[0] + row.y_true[0] as f64
        });
        assert_eq!(sum, 10.0 * (1.0 + 4.0) + 7.0 + 10.0);
        assert_eq!(d_y_pred, [5.0, 5.0, 5.0, 5.0, 0.5, 0.5, 0.5, 0.5]);
    }
}
