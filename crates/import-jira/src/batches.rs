//! Hands issues on in batches: one transaction for many issues, but never for too many.

use crate::{
    Error, Progress,
    reader::{self, Found},
};
use std::{mem, path::Path};
use tessera_application::import::ForeignIssue;

/// The most issues of a batch.
const ISSUES: usize = 200;

/// The most bytes of a batch's files. A file above it is a batch of its own.
const BYTES: usize = 8 << 20;

/// What happens with a batch.
pub type Store<'s> = &'s mut dyn FnMut(&[ForeignIssue]) -> Result<(), Error>;

/// Reads the whole source and stores it.
pub fn read_all(path: &Path, store: Store<'_>, watch: &mut dyn FnMut(&Progress)) -> Result<Found, Error> {
    let mut batch = Batch {
        issues: Vec::with_capacity(ISSUES),
        bytes: 0,
    };
    let mut take = |issue: ForeignIssue, bytes: usize, progress: &mut Progress| {
        if batch.bytes + bytes > BYTES {
            batch.store(store, progress)?;
        }
        batch.issues.push(issue);
        batch.bytes += bytes;
        if batch.issues.len() == ISSUES {
            batch.store(store, progress)?;
        }
        Ok(())
    };
    let (found, mut progress) = reader::read(path, &mut take, watch)?;
    batch.store(store, &mut progress)?;
    watch(&progress);
    Ok(found)
}

struct Batch {
    issues: Vec<ForeignIssue>,
    bytes: usize,
}

impl Batch {
    fn store(&mut self, store: Store<'_>, progress: &mut Progress) -> Result<(), Error> {
        if !self.issues.is_empty() {
            store(&self.issues)?;
        }
        progress.stored += u64::try_from(self.issues.len()).unwrap_or_default();
        self.bytes = 0;
        // Emptied, not replaced: the next batch has much the same size.
        drop(mem::take(&mut self.issues));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Files;
    use std::{fs, io::Write};

    fn issue(number: usize, filler: usize) -> String {
        format!(
            r#"{{"key": "SMP-{number}", "fields": {{"created": "2020-01-02T03:04:05.678+0000",
                "status": {{"name": "Open"}}, "description": "{}"}}}}"#,
            "x".repeat(filler)
        )
    }

    fn archive(files: &[(String, String)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len().try_into().unwrap());
            header.set_mode(0o644);
            builder
                .append_data(&mut header, name, content.as_bytes())
                .unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn run(path: &Path) -> (Result<Found, Error>, Vec<usize>, Progress) {
        let (mut sizes, mut last) = (Vec::new(), Progress::default());
        let mut store = |batch: &[ForeignIssue]| {
            sizes.push(batch.len());
            Ok(())
        };
        let found = read_all(path, &mut store, &mut |progress| last = *progress);
        (found, sizes, last)
    }

    fn mixed() -> Vec<(String, String)> {
        let mut files: Vec<_> = (1..=450)
            .map(|n| (format!("SMP/SMP-{n}.json"), issue(n, 0)))
            .collect();
        files.push(("SMP/project.json".into(), r#"{"key": "SMP"}"#.into()));
        files.push(("SMP/cut.json".into(), r#"{"key": "SMP-451", "fie"#.into()));
        files.push(("README".into(), "hello".into()));
        files
    }

    #[test]
    fn both_archives_and_a_folder_give_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("issues.tar");
        let packed = folder.path().join("issues.tar.zst");
        let loose = folder.path().join("issues");
        let bytes = archive(&mixed());
        fs::write(&plain, &bytes).unwrap();
        let mut encoder = zstd::Encoder::new(fs::File::create(&packed).unwrap(), 1).unwrap();
        encoder.write_all(&bytes).unwrap();
        encoder.finish().unwrap();
        for (name, content) in mixed() {
            let path = loose.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        for path in [&plain, &packed, &loose] {
            let (found, sizes, progress) = run(path);
            let Found {
                passed_over, broken, ..
            } = found.unwrap();
            assert_eq!(sizes, [200, 200, 50], "{path:?}");
            assert_eq!((passed_over.count, broken.count), (2, 1), "{path:?}");
            assert_eq!(broken.named[0].0, "SMP/cut.json");
            assert!(broken.named[0].1.starts_with("not JSON: EOF"), "{broken:?}");
            assert_eq!((progress.issues, progress.stored), (450, 450));
            assert_eq!(progress.read, progress.total);
        }
    }

    #[test]
    fn a_batch_ends_before_it_grows_too_large() {
        let folder = tempfile::tempdir().unwrap();
        for number in 1..=4 {
            let size = if number == 3 { BYTES + 1 } else { BYTES / 2 - 1000 };
            fs::write(
                folder.path().join(format!("SMP-{number}.json")),
                issue(number, size),
            )
            .unwrap();
        }
        let (found, sizes, _) = run(folder.path());
        assert!(found.is_ok());
        assert_eq!(sizes, [2, 1, 1]);
    }

    #[test]
    fn a_damaged_archive_ends_the_run_after_what_could_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cut.tar");
        let bytes = archive(&mixed());
        fs::write(&path, &bytes[..bytes.len() / 2 + 700]).unwrap();
        let (found, sizes, _) = run(&path);
        let error = found.err().unwrap().to_string();
        assert!(
            error.contains("cut.tar cannot be read any further after 2"),
            "{error}"
        );
        assert_eq!(sizes, [200], "the full batch before the damage is kept");
    }

    #[test]
    fn a_store_that_fails_ends_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issues.tar");
        fs::write(&path, archive(&mixed())).unwrap();
        let (mut tries, mut last) = (0, Progress::default());
        let mut store = |_: &[ForeignIssue]| {
            tries += 1;
            Err(Error::UnknownSort("as good as any".into()))
        };
        assert!(read_all(&path, &mut store, &mut |progress| last = *progress).is_err());
        assert_eq!((tries, last.stored), (1, 0));
    }

    #[test]
    fn only_the_first_files_are_named() {
        let mut files = Files::default();
        for number in 0..Files::NAMED + 5 {
            files.add(&number.to_string(), "a reason");
        }
        assert_eq!((files.count, files.named.len()), (1005, 1000));
    }
}
