//! Replacing a file as a whole.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

/// Puts a new file in the place of another. `write` fills it; where that or anything else fails,
/// the old file stays and the new one goes.
pub(super) fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    if path.file_name().is_none() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "expected a path that ends in a file's name",
        ));
    }
    let old = fs::metadata(path).ok().map(|found| found.permissions());
    if old.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (mut file, temporary) = Temporary::create(folder)?;
    write(&mut file)?;
    if let Some(permissions) = old {
        file.set_permissions(permissions)?;
    }
    // The numbers are on the disk before the name is: no crash leaves an empty file behind it.
    file.sync_all()?;
    // Windows renames closed files only.
    drop(file);
    temporary.rename(path)?;
    // The name too, where folders can be flushed. The file is whole either way.
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// A file that is removed unless it gets its lasting name.
struct Temporary {
    path: PathBuf,
    renamed: bool,
}

impl Temporary {
    /// A new file in a folder, under a name that nobody can foresee.
    fn create(folder: &Path) -> io::Result<(File, Self)> {
        let mut attempts = 0;
        loop {
            let number = RandomState::new().build_hasher().finish();
            let path = folder.join(format!(".netform-{number:016x}.safetensors.tmp"));
            // `create_new` fails where anything has the name, a link that leads nowhere included.
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((file, Self { path, renamed: false })),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempts < 16 => attempts += 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.renamed = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.renamed {
            // Of two errors the first one counts, and it is on its way already.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_no_other() {
        let folder = std::env::temp_dir().join(format!("netform-replace-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("file");
        replace(&path, |file| file.write_all(b"old")).unwrap();
        let error = replace(&path, |file| {
            file.write_all(b"half of the new")?;
            // The new file is there meanwhile, under another name.
            assert_eq!((fs::read_dir(&folder)?.count(), fs::read(&path)?), (2, b"old".to_vec()));
            Err(io::Error::other("the disk is full"))
        });
        assert_eq!(error.unwrap_err().to_string(), "the disk is full");
        let panicked = std::panic::catch_unwind(|| replace(&path, |_| panic!("in the middle")));
        assert!(panicked.is_err());
        // It cannot get its name: a folder with something in it has it.
        let taken = folder.join("taken");
        fs::create_dir_all(taken.join("inner")).unwrap();
        assert!(replace(&taken, |file| file.write_all(b"new")).is_err());
        fs::remove_dir_all(&taken).unwrap();
        assert_eq!((fs::read_dir(&folder).unwrap().count(), fs::read(&path).unwrap()), (1, b"old".to_vec()));
        replace(&path, |file| file.write_all(b"new")).unwrap();
        assert_eq!((fs::read_dir(&folder).unwrap().count(), fs::read(&path).unwrap()), (1, b"new".to_vec()));
        fs::remove_dir_all(&folder).unwrap();
    }
}
