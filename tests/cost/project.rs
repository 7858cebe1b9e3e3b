//! A crate in the target folder that depends on netform, and how long cargo takes to build it.
//! For the benchmarks of cost and of scale.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

/// The crate.
pub(crate) struct Project {
    name: &'static str,
    folder: PathBuf,
}

impl Project {
    /// Writes the manifest. The crate's dependencies are those of netform, in the versions of the
    /// workspace's lock file.
    pub(crate) fn new(name: &'static str) -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = tests.parent().expect("a member of the workspace");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(folder.join("src")).expect("the target folder is writable");
        let runtime = workspace.join("runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\nnetform.path = '{}'\n",
            runtime.display()
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("the target folder is writable");
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        Self { name, folder }
    }

    /// Makes a source the program.
    pub(crate) fn write(&self, source: &str) {
        fs::write(self.folder.join("src/main.rs"), source).expect("the target folder is writable");
    }

    /// The time of a build of the crate, without its dependencies, from nothing.
    pub(crate) fn time(&self, arguments: &[&str]) -> Duration {
        // The dependencies are built by the first call, and nothing of the crate is by the second.
        self.cargo(arguments);
        self.cargo(&["clean", "--package", self.name]);
        self.cargo(&["clean", "--release", "--package", self.name]);
        let begin = Instant::now();
        self.cargo(arguments);
        begin.elapsed()
    }

    /// What the program prints, from its release build.
    #[allow(dead_code, reason = "the benchmark of cost only builds")]
    pub(crate) fn run(&self) -> String {
        self.cargo(&["build", "--release"]);
        let program = self.folder.join("target/release").join(self.name);
        let output = Command::new(program).output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
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
