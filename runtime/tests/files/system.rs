//! What the file system has to say: files that cannot be read or written, and readers at the same time.

use super::*;

fn load(path: &Path) -> FileError {
    let mut network = network();
    let before = bits(&network);
    let error = network.load_weights(path).unwrap_err();
    assert_eq!(bits(&network), before);
    assert_eq!(error.path(), path);
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    assert_eq!(Small::load(path).err().map(|error| error.to_string()), Some(error.to_string()));
    error
}

#[test]
fn what_cannot_be_read_is_an_error_with_its_path() {
    let folder = Folder::new("unreadable");
    assert!(matches!(load(&folder.0), FileError::NotAFile { .. }));
    let error = load(&folder.0.join("none"));
    assert!(matches!(&error, FileError::Read { source, .. } if source.kind() == ErrorKind::NotFound));
    assert!(std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>));
    let empty = folder.0.join("empty");
    fs::write(&empty, b"").unwrap();
    let error = load(&empty);
    assert!(matches!(&error, FileError::Weights { source: WeightsError::Empty, .. }));
    assert!(std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<WeightsError>));
    #[cfg(unix)]
    assert!(matches!(load(Path::new("/dev/zero")), FileError::NotAFile { .. }));
    let huge = folder.0.join("huge");
    // A file of 1 TiB that takes no room on the disk: it is refused by its header.
    let created = fs::File::create(&huge).unwrap();
    if created.set_len(1 << 40).is_ok() {
        assert!(matches!(load(&huge), FileError::Weights { source: WeightsError::Foreign, .. }));
        let bytes = network().to_bytes();
        std::io::Write::write_all(&mut &created, &bytes).unwrap();
        let (expected, found) = (bytes.len() as u64, 1 << 40);
        assert!(matches!(load(&huge), FileError::Weights { source, .. }
            if source == WeightsError::Trailing { expected, found }));
    }
}

#[test]
fn what_cannot_be_written_leaves_the_old_file_and_nothing_else() {
    let folder = Folder::new("unwritable");
    let network = network();
    let inner = folder.0.join("folder");
    fs::create_dir(&inner).unwrap();
    assert!(matches!(network.save(&inner), Err(FileError::NotAFile { path }) if path == inner));
    let path = inner.join("missing").join("small");
    let error = network.save(&path).unwrap_err();
    assert!(matches!(&error, FileError::Write { source, .. } if source.kind() == ErrorKind::NotFound));
    assert!(error.to_string().starts_with("cannot write `"), "{error}");
    assert!(matches!(network.save(""), Err(FileError::Write { .. })));
    assert!(matches!(network.save(folder.0.join("..")), Err(FileError::NotAFile { .. })));
    let old = folder.0.join("old");
    fs::write(&old, b"old").unwrap();
    let mut permissions = fs::metadata(&old).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&old, permissions).unwrap();
    let error = network.save(&old).unwrap_err();
    assert!(
        matches!(&error, FileError::Write { source, .. } if source.kind() == ErrorKind::PermissionDenied)
    );
    assert_eq!(fs::read(&old).unwrap(), b"old");
    assert_eq!(folder.names(), ["folder", "old"]);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_are_replaced() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("links");
    let network = network();
    let private = folder.0.join("private");
    fs::write(&private, b"old").unwrap();
    fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
    network.save(&private).unwrap();
    assert_eq!(fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(bits(&Small::load(&private).unwrap()), bits(&network));
    let (target, link) = (folder.0.join("target"), folder.0.join("link"));
    fs::write(&target, b"target").unwrap();
    symlink(&target, &link).unwrap();
    network.save(&link).unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"target");
    assert!(fs::symlink_metadata(&link).unwrap().is_file());
    symlink(folder.0.join("nowhere"), folder.0.join("dangling")).unwrap();
    network.save(folder.0.join("dangling")).unwrap();
    assert_eq!(folder.names(), ["dangling", "link", "private", "target"]);
    // Loading follows links.
    symlink(&private, folder.0.join("latest")).unwrap();
    assert_eq!(bits(&Small::load(folder.0.join("latest")).unwrap()), bits(&network));
}

#[test]
fn a_reader_sees_one_whole_file_or_the_other() {
    let folder = Folder::new("at-once");
    let path = folder.0.join("small");
    let (first, second) = (network(), netform::__private::zeroed::<Small>());
    first.save(&path).unwrap();
    let save = |network: &Small| {
        for _ in 0..20 {
            network.save(&path).unwrap();
        }
    };
    std::thread::scope(|scope| {
        let writers = [scope.spawn(|| save(&first)), scope.spawn(|| save(&second))];
        while writers.iter().any(|writer| !writer.is_finished()) {
            let seen = bits(&Small::load(&path).unwrap());
            assert!(seen == bits(&first) || seen == bits(&second));
        }
    });
    assert_eq!(folder.names(), ["small"]);
}
