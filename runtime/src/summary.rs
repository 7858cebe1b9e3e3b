//! A network's table of layers.

use core::fmt;

use crate::network::{LayerInfo, Memory, Network};

/// A network's table of layers, which displays as that of
/// [Keras's `summary`](https://keras.io/api/models/model/#summary-method): each layer's name, class,
/// output shape (a sample's, as everywhere) and number of weights, then their sums, and the memory
/// that a prediction and a training step take.
///
/// The layers of a network within the network follow its row. Formatting allocates nothing.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    name: &'static str,
    layers: &'static [LayerInfo],
    inference: Memory,
    training: Memory,
    /// Bytes of a weight.
    size: usize,
}

impl Summary {
    /// The summary of a network.
    #[must_use]
    pub const fn of<N: Network>() -> Self {
        Self {
            name: N::NAME,
            layers: N::LAYERS,
            inference: N::INFERENCE,
            training: N::TRAINING,
            size: size_of::<N::Scalar>(),
        }
    }
}

/// The widths of the columns, at least Keras's.
struct Widths {
    layer: usize,
    shape: usize,
    params: usize,
}

/// One layer's row.
struct Row<'a> {
    layer: &'a LayerInfo,
    depth: usize,
}

impl Row<'_> {
    /// How far the names of layers within are indented.
    fn indent(&self) -> usize {
        3 * self.depth
    }
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.depth > 0 {
            write!(f, "{:indent$}└ ", "", indent = self.indent())?;
        }
        write!(f, "{} ({})", self.layer.name, self.layer.class)
    }
}

/// Calls `visit` with every row.
fn rows(layers: &[LayerInfo], depth: usize, visit: &mut dyn FnMut(&Row<'_>) -> fmt::Result) -> fmt::Result {
    for layer in layers {
        visit(&Row { layer, depth })?;
        rows(layer.layers, depth + 1, visit)?;
    }
    Ok(())
}

/// The numbers of all and of trainable weights.
fn count(layers: &[LayerInfo], trainable: bool) -> [usize; 2] {
    let mut sums = [0, 0];
    for layer in layers {
        let trainable = trainable && layer.trainable;
        let [all, changing] = if layer.layers.is_empty() {
            let tensors = &layer.description.tensors;
            [tensors.elements(), if trainable { tensors.trainable() } else { 0 }]
        } else {
            count(layer.layers, trainable)
        };
        sums = [sums[0] + all, sums[1] + changing];
    }
    sums
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = Widths { layer: 31, shape: 22, params: 13 };
        rows(self.layers, 0, &mut |row| {
            widths.layer = widths.layer.max(length(row));
            widths.shape = widths.shape.max(length(&row.layer.description.output));
            widths.params = widths.params.max(length(&Grouped(params(row.layer))));
            Ok(())
        })?;
        writeln!(f, "Model: \"{}\"", self.name)?;
        rule(f, &widths, ['┏', '━', '┳', '┓'])?;
        cells(f, &widths, '┃', [&"Layer (type)", &"Output Shape", &"Param #"])?;
        rule(f, &widths, ['┡', '━', '╇', '┩'])?;
        let mut first = true;
        rows(self.layers, 0, &mut |row| {
            if !core::mem::take(&mut first) {
                rule(f, &widths, ['├', '─', '┼', '┤'])?;
            }
            cells(f, &widths, '│', [row, &row.layer.description.output, &Grouped(params(row.layer))])
        })?;
        rule(f, &widths, ['└', '─', '┴', '┘'])?;

        let [all, trainable] = count(self.layers, true);
        let size = |elements: usize| Bytes(elements * self.size);
        writeln!(f, " Total params: {} ({})", Grouped(all), size(all))?;
        writeln!(f, " Trainable params: {} ({})", Grouped(trainable), size(trainable))?;
        let frozen = all - trainable;
        writeln!(f, " Non-trainable params: {} ({})", Grouped(frozen), size(frozen))?;
        writeln!(f, " Prediction workspace: {}", size(self.inference.elements(1)))?;
        let Memory { per_sample, scratch } = self.training;
        write!(f, " Training memory: {} per sample", size(per_sample))?;
        if scratch > 0 {
            write!(f, ", plus {}", size(scratch))?;
        }
        Ok(())
    }
}

fn params(layer: &LayerInfo) -> usize {
    count(core::slice::from_ref(layer), true)[0]
}

fn rule(f: &mut fmt::Formatter<'_>, widths: &Widths, [left, line, cross, right]: [char; 4]) -> fmt::Result {
    for (start, width) in [(left, widths.layer), (cross, widths.shape), (cross, widths.params)] {
        write!(f, "{start}")?;
        for _ in 0..width + 2 {
            write!(f, "{line}")?;
        }
    }
    writeln!(f, "{right}")
}

fn cells(
    f: &mut fmt::Formatter<'_>,
    widths: &Widths,
    bar: char,
    [layer, shape, params]: [&dyn fmt::Display; 3],
) -> fmt::Result {
    let pad = |width: usize, text: &dyn fmt::Display| width - length(text).min(width);
    write!(f, "{bar} {layer}{:pad$} {bar} ", "", pad = pad(widths.layer, layer))?;
    write!(f, "{shape}{:pad$} {bar} ", "", pad = pad(widths.shape, shape))?;
    writeln!(f, "{:pad$}{params} {bar}", "", pad = pad(widths.params, params))
}

/// The number of characters that a value displays as.
fn length(text: &dyn fmt::Display) -> usize {
    struct Counter(usize);
    impl fmt::Write for Counter {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.chars().count();
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // A counter never fails; a value that does is as long as it came.
    let _ = fmt::Write::write_fmt(&mut counter, format_args!("{text}"));
    counter.0
}

/// A number with commas: `6,529`.
struct Grouped(usize);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1000 {
            return write!(f, "{}", self.0);
        }
        write!(f, "{},{:03}", Grouped(self.0 / 1000), self.0 % 1000)
    }
}

/// A size in memory as Keras writes it: `25.50 KB`.
struct Bytes(usize);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut size = self.0 as f64;
        let mut units = ["B", "KB", "MB", "GB"].into_iter();
        let mut unit = units.next().unwrap_or_default();
        while size >= 1024.0 {
            let Some(larger) = units.next() else { break };
            (size, unit) = (size / 1024.0, larger);
        }
        write!(f, "{size:.2} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::{Description, Tensor};
    use crate::initializers::Initializer;
    use crate::shape::Shape;

    #[inline]
    const fn describe(output: &[usize], trainable: usize, others: usize) -> Description {
        #[inline]
        const fn tensor(len: usize, trainable: bool) -> Tensor {
            let shape = Shape::new(&[len]);
            Tensor { name: "", shape, initializer: Initializer::Zeros, fans: [1, 1], trainable }
        }
        Description::new(Shape::new(output)).tensor(tensor(trainable, true)).tensor(tensor(others, false))
    }

    #[inline]
    const fn layer(
        name: &'static str,
        class: &'static str,
        description: &'static Description,
        layers: &'static [LayerInfo],
    ) -> LayerInfo {
        LayerInfo { name, class, description, layers, trainable: true }
    }

    #[test]
    fn nested_networks_and_statistics() {
        const IMAGE: &Description = &describe(&[28, 28, 16], 1_234_567, 0);
        const FROZEN: &Description = &describe(&[8], 1000, 0);
        const NORM: &Description = &describe(&[8], 16, 16);
        const INNER: &[LayerInfo] = &[
            layer("a_layer_with_a_rather_long_name", "Conv2D", IMAGE, &[]),
            LayerInfo { trainable: false, ..layer("frozen", "Dense", FROZEN, &[]) },
        ];
        const SUMMARY: Summary = Summary {
            name: "Whole",
            layers: &[layer("inner", "Inner", FROZEN, INNER), layer("norm", "BatchNormalization", NORM, &[])],
            inference: Memory { per_sample: 3, scratch: 5 },
            training: Memory { per_sample: 300, scratch: 0 },
            size: 4,
        };
        assert_eq!(
            format!("\n{SUMMARY}"),
            r#"
Model: "Whole"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                                  ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ inner (Inner)                                 │ [8]                    │     1,235,567 │
├───────────────────────────────────────────────┼────────────────────────┼───────────────┤
│    └ a_layer_with_a_rather_long_name (Conv2D) │ [28, 28, 16]           │     1,234,567 │
├───────────────────────────────────────────────┼────────────────────────┼───────────────┤
│    └ frozen (Dense)                           │ [8]                    │         1,000 │
├───────────────────────────────────────────────┼────────────────────────┼───────────────┤
│ norm (BatchNormalization)                     │ [8]                    │            32 │
└───────────────────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 1,235,599 (4.71 MB)
 Trainable params: 1,234,583 (4.71 MB)
 Non-trainable params: 1,016 (3.97 KB)
 Prediction workspace: 32.00 B
 Training memory: 1.17 KB per sample"#
        );
    }

    #[test]
    fn numbers_are_kerass() {
        assert_eq!(format!("{} {} {}", Grouped(0), Grouped(1000), Grouped(1_002_003)), "0 1,000 1,002,003");
        assert_eq!(format!("{} {} {}", Bytes(0), Bytes(26_116), Bytes(6 << 20)), "0.00 B 25.50 KB 6.00 MB");
        assert_eq!(Bytes(3000 << 30).to_string(), "3000.00 GB");
    }
}
