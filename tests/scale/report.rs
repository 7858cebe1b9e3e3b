//! What a program of the benchmark printed, and the tables of all.

/// A network's costs.
pub(crate) struct Report {
    name: String,
    /// The seconds of `cargo check` and of a release build.
    builds: [f64; 2],
    layers: f64,
    /// The bytes of the weights, of a prediction's workspace, and of a training step's memory.
    bytes: [f64; 3],
    step: Time,
    prediction: Time,
}

/// Seconds, and the operations done in them.
struct Time {
    seconds: f64,
    flops: f64,
}

impl Report {
    /// Reads a program's numbers.
    pub(crate) fn read(name: String, builds: [f64; 2], printed: &str) -> Self {
        let number = |name: &str| {
            let mut lines = printed.lines().filter_map(|line| line.split_once(' '));
            let line = lines.find(|line| line.0 == name);
            let number = line.and_then(|line| line.1.parse().ok());
            number.unwrap_or_else(|| panic!("the program prints no `{name}`:\n{printed}"))
        };
        let time = |name: &str| Time { seconds: number(name), flops: number(&format!("{name}_flops")) };
        Self {
            name,
            builds,
            layers: number("layers"),
            bytes: ["weights", "workspace", "training"].map(number),
            step: time("step"),
            prediction: time("prediction"),
        }
    }
}

/// Prints the tables.
pub(crate) fn print(reports: &[Report], peak: f64) {
    println!("| network | layers | weights | to predict | to train on 8 | check | release build |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for report in reports {
        let Report { name, builds: [check, release], layers, .. } = report;
        let [weights, workspace, training] = report.bytes.map(bytes);
        println!(
            "| {name} | {layers} | {weights} | {workspace} | {training} | {check:.2} s | {release:.2} s |"
        );
    }
    println!(
        "\n| network | step of 8 | GFLOP/s | of peak | a layer | prediction | GFLOP/s | of peak | a layer |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for report in reports {
        let [step, prediction] = [&report.step, &report.prediction].map(|time| {
            let speed = time.flops / time.seconds;
            format!(
                "{} | {:.0} | {:.0} % | {}",
                seconds(time.seconds),
                speed / 1e9,
                100.0 * speed / peak,
                seconds(time.seconds / report.layers)
            )
        });
        println!("| {} | {step} | {prediction} |", report.name);
    }
}

fn bytes(bytes: f64) -> String {
    match bytes {
        1e6.. => format!("{:.1} MB", bytes / 1e6),
        1e3.. => format!("{:.0} kB", bytes / 1e3),
        _ => format!("{bytes:.0} B"),
    }
}

fn seconds(seconds: f64) -> String {
    match seconds {
        1e-3.. => format!("{:.1} ms", 1e3 * seconds),
        1e-6.. => format!("{:.1} µs", 1e6 * seconds),
        _ => format!("{:.0} ns", 1e9 * seconds),
    }
}
