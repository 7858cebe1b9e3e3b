//! What becomes of a network: macros, since `predict_into` and its workspace are generated for each.

/// Predictions of one sample.
macro_rules! predict {
    ($network:ident, $workspace:ident, $file:literal, $data:expr) => {{
        // The output beside the weights: where it lies as far from the start of a page as some weights do from that of
        // theirs, a processor takes their reads for ones of the output that is still being written, and waits.
        let network = *crate::weights($network::new(0), $data, $file)?;
        let mut placed = Box::new((netform::Aligned(network), <$network as Network>::Output::zeros()));
        let x = crate::samples::<<$network as Network>::Input>(&$data.network($file)?.x[..]);
        let mut workspace = Box::new($workspace::new());
        Ok(inference(x.len().min(256), 1, move |i, out| {
            let (network, output) = &mut *placed;
            network.predict_into(black_box(&x[i]), output, &mut workspace);
            black_box(&mut *output);
            if let Some(out) = out {
                out.extend_from_slice(output.part(0));
            }
        }))
    }};
}

/// Training with Adam, in the order of the samples.
macro_rules! train {
    ($network:ident, $loss:ident, $label:expr, $file:literal, $data:expr) => {{
        let model =
            crate::weights($network::new(0), $data, $file)?.compile(Adam::default(), $loss::default(), ());
        let numbers = $data.network($file)?;
        let x = crate::samples::<<$network as Network>::Input>(&numbers.x);
        let y: Vec<_> = numbers.labels.iter().map($label).collect();
        let (batches, compared) = (x.len() / 32, x[..256].to_vec());
        let (model, same) = crate::shared(model);
        let train = move |batches: usize| {
            let (x, y) = (&x[..32 * batches], &y[..32 * batches]);
            let options = Fit::epochs(1).batch_size(32).shuffle(false);
            model.borrow_mut().fit(x, y, options).expect("the loss is finite");
        };
        let predictions = move || {
            let y = same.borrow().predict_batch(&compared);
            y.iter().flat_map(|y| y.as_slice().to_vec()).collect()
        };
        Ok(training(batches, (train, predictions)))
    }};
}

/// One sample of sound after another, `from` a first input on, or from zeros: `feed` puts a sample into the input, `keep`
/// what has to be known of the output.
macro_rules! stream {
    (@first $network:ident) => { <$network as Network>::Input::zeros() };
    (@first $network:ident $first:expr) => { $first };
    (
        $network:ident, $workspace:ident, $file:literal, $data:expr, $(from $first:expr,)?
        feed($input:ident, $x:ident) $feed:block
        keep($output:ident) $keep:block
    ) => {{
        let network = netform::Aligned::boxed(&*crate::weights($network::new(0), $data, $file)?);
        let samples = $data.network($file)?.x;
        let width = samples.len() / 256;
        let mut $input = stream!(@first $network $($first)?);
        let mut $output = <$network as Network>::Output::zeros();
        let mut workspace = Box::new($workspace::new());
        Ok(inference(256, 1, move |i, out| {
            if i == 0 {
                $input = stream!(@first $network $($first)?);
            }
            let $x = &samples[i * width..][..width];
            $feed
            network.predict_into(black_box(&$input), &mut $output, &mut workspace);
            black_box(&mut $output);
            $keep
            if let Some(out) = out {
                out.extend_from_slice($output.part(0));
            }
        }))
    }};
}
