//! What is said of the machine and the run.

use std::process::Command;

use crate::Failure;

/// Instruction sets that matter to someone here.
const FEATURES: [&str; 5] = ["avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16"];

/// Date, machine and command.
pub fn facts(line: &str) -> Result<String, Failure> {
    let date = String::from_utf8(Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]).output()?.stdout)?;
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = cpu.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or("?", |(_, value)| value.trim())
    };
    let flags: Vec<&str> = field("flags").split(' ').collect();
    let features: Vec<&str> = FEATURES.into_iter().filter(|name| flags.contains(name)).collect();
    let (model, family, number) = (field("model name"), field("cpu family"), field("model\t"));
    Ok(format!(
        "{}, {model} (family {family}, model {number}; {}), {} cores, one of them used. Command: \
         `examples/peers/run {line}`.",
        date.trim(),
        features.join(", "),
        std::thread::available_parallelism()?,
    ))
}
