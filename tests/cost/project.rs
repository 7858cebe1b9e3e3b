//! A crate in the target folder that depends on netform, and how long cargo takes to build it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

/// The crate.
pub(crate) struct Project {
    folder: PathBuf,
}

impl Project {
    /// Writes the manifest. The crate's dependencies are those of netform, in the versions of the
    /// workspace's lock file.
    pub(crate) fn new() -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = tests.parent().expect("a member of the workspace");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cost");
        fs::create_dir_all(folder.join("src")).expect("the target folder is writable");
        let runtime = workspace.join("runtime");
        let manifest = format!(
            "[package]\nname = \"cost\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\nnetform.path = {runtime:?}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("the target folder is writable");
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        Self { folder }
    }

    /// Makes a source the program.
    pub(crate) fn write(&self, source: &str) {
        fs::write(self.folder.join("src/main.rs"), source).expect("the target folder is writable");
    }

    /// The time of a build of the crate, without its dependencies, from nothing.
    pub(crate) fn time(&self, arguments: &[&str]) -> Duration {
        // The dependencies are built by the first call, and nothing of the crate is by the second.
        self.cargo(arguments);
        self.cargo(&["clean", "--package", "cost"]);
        self.cargo(&["clean", "--release", "--package", "cost"]);
        let begin = Instant::now();
        self.cargo(arguments);
        begin.elapsed()
    }

    fn cargo(&self, arguments: &[&str]) {
        let output = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
