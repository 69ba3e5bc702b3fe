//! What every store promises, checked on a folder and on a bucket with the same tests.

use std::{env, fs, io::Read, os::unix::fs::PermissionsExt, path::Path};
use tempfile::TempDir;
use tessera_domain::{attachment::Content, time::Time};
use tessera_files::{Bucket, BucketConfig, Folder};
use tessera_ports::files::{FileError, FilePlace, FileStore, Spooled};
use uuid::Uuid;

struct Place {
    kind: &'static str,
    data: TempDir,
    store: Box<dyn FileStore>,
}

/// Plain printing goes to the test's own output, so whoever asks sees what was not tested.
fn places() -> Vec<Place> {
    let data = || tempfile::tempdir().unwrap();
    let folder = data();
    let store = Box::new(Folder::open(folder.path()).unwrap());
    let mut places = vec![Place {
        kind: "folder",
        data: folder,
        store,
    }];
    if let Ok(endpoint) = env::var("TESSERA_TEST_S3") {
        let data = data();
        let store = Box::new(bucket(data.path(), &endpoint));
        places.push(Place {
            kind: "bucket",
            data,
            store,
        });
    } else {
        assert!(
            env::var("REQUIRE_S3").is_err(),
            "there is no server that speaks S3"
        );
        println!("SKIPPED for buckets: run it by tests/with-s3");
    }
    places
}

fn bucket(data: &Path, endpoint: &str) -> Bucket {
    let config = BucketConfig {
        bucket: env::var("TESSERA_TEST_S3_BUCKET").unwrap(),
        region: "us-east-1".into(),
        endpoint: Some(endpoint.to_owned()),
        credentials: Some(("test".into(), "test".to_owned().into())),
        // Each test has a folder of its own.
        prefix: format!(
            "{}/",
            data.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .trim_start_matches('.')
        ),
        allow_http: true,
    };
    Bucket::open(data, &config).unwrap()
}

fn place(tenant: u128, file: u128) -> FilePlace {
    FilePlace {
        tenant: Uuid::from_u128(tenant).into(),
        file: Uuid::from_u128(file << 64 | 0xabcd).into(),
    }
}

fn spool(store: &dyn FileStore, chunks: &[&[u8]]) -> Spooled {
    let mut spool = store.begin().unwrap();
    for chunk in chunks {
        spool.write(chunk).unwrap();
    }
    spool.finish().unwrap()
}

fn read(store: &dyn FileStore, place: FilePlace) -> Option<Vec<u8>> {
    let mut file = store.open(place).unwrap()?;
    let mut bytes = Vec::new();
    file.reader.read_to_end(&mut bytes).unwrap();
    assert_eq!(file.length, u64::try_from(bytes.len()).unwrap());
    Some(bytes)
}

fn temporary(place: &Place) -> usize {
    fs::read_dir(place.data.path().join("tmp")).unwrap().count()
}

fn far_future() -> Time {
    Time::parse("2999-01-01T00:00:00Z").unwrap()
}

#[test]
fn what_was_kept_is_read_back_byte_for_byte_and_goes_when_it_is_deleted() {
    for it in places() {
        // More than two parts of a bucket, and not a whole number of them.
        let large: Vec<u8> = (0..11_000_001_u32).map(|byte| byte.to_le_bytes()[1]).collect();
        for (number, bytes) in [(1, b"hello".to_vec()), (2, large), (3, vec![7; 5 * 1024 * 1024])] {
            let place = place(1, number);
            assert!(it.store.open(place).unwrap().is_none(), "{}", it.kind);
            let spooled = spool(&*it.store, &bytes.chunks(100_000).collect::<Vec<_>>());
            assert_eq!(spooled.size, u64::try_from(bytes.len()).unwrap());
            it.store.keep(&spooled, place).unwrap();
            drop(spooled);
            assert_eq!(
                read(&*it.store, place).as_deref(),
                Some(&bytes[..]),
                "{}",
                it.kind
            );
            assert_eq!(read(&*it.store, self::place(2, number)), None, "another tenant's");
            assert_eq!(temporary(&it), 0, "{}", it.kind);
            it.store.delete(place).unwrap();
            assert_eq!(read(&*it.store, place), None, "{}", it.kind);
            it.store.delete(place).unwrap();
        }
        it.store.check().unwrap();
    }
}

#[test]
fn hash_and_content_are_told_on_the_way() {
    for it in places() {
        let spooled = spool(&*it.store, &[b"he", b"", b"llo"]);
        let hash = spooled.sha256.map(|byte| format!("{byte:02x}")).concat();
        assert_eq!(
            hash,
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        );
        assert_eq!(spooled.content, Content::Text);
        assert_eq!(spool(&*it.store, &[]).size, 0);
        let png = spool(&*it.store, &[b"\x89P", b"NG\r\n\x1a\n\0\0\0\rIHDR"]);
        assert_eq!(png.content, Content::Known("image/png"));
    }
}

#[test]
fn a_fl_6_what_is_given_up_leaves_nothing() {
    for it in places() {
        let mut spool = it.store.begin().unwrap();
        spool.write(b"half").unwrap();
        assert_eq!(temporary(&it), 1);
        drop(spool);
        assert_eq!(temporary(&it), 0, "{}", it.kind);
        drop(self::spool(&*it.store, &[b"whole"]));
        assert_eq!(temporary(&it), 0, "{}", it.kind);
    }
}

#[test]
fn a_fl_6_what_a_crash_left_is_reaped_once_it_is_old() {
    for it in places() {
        let left = it.data.path().join("tmp").join(Uuid::from_u128(9).to_string());
        fs::write(&left, "left").unwrap();
        fs::write(it.data.path().join("tmp/notes"), "somebody's").unwrap();
        let an_hour_ago = Time::from_micros(0).unwrap();
        assert_eq!(it.store.reap_unfinished(an_hour_ago), Ok(0));
        assert_eq!(it.store.reap_unfinished(far_future()), Ok(1), "{}", it.kind);
        assert!(!left.exists());
        assert_eq!(temporary(&it), 1, "what is not ours stays");
    }
}

#[test]
fn every_file_is_listed_that_is_old_enough() {
    for it in places() {
        let mut kept: Vec<_> = (1..=4).map(|number| place(1 + number % 2, number)).collect();
        for place in &kept {
            it.store.keep(&spool(&*it.store, &[b"x"]), *place).unwrap();
        }
        let list = |before| {
            let mut found = Vec::new();
            let listed = it.store.each_before(before, &mut |places| {
                found.extend_from_slice(places);
                Ok(())
            });
            listed.unwrap();
            found.sort_unstable();
            found
        };
        kept.sort_unstable();
        assert_eq!(list(far_future()), kept, "{}", it.kind);
        assert!(list(Time::from_micros(0).unwrap()).is_empty(), "{}", it.kind);
        let stop = FileError::Failed("enough".into());
        let stopped = it.store.each_before(far_future(), &mut |_| Err(stop.clone()));
        assert_eq!(stopped, Err(stop), "{}", it.kind);
    }
}

#[test]
fn a_fl_3_a_folder_is_for_its_owner_and_names_no_file_as_people_do() {
    let data = tempfile::tempdir().unwrap();
    let store = Folder::open(data.path()).unwrap();
    let place = place(1, 1);
    store.keep(&spool(&store, &[b"x"]), place).unwrap();
    let path = data
        .path()
        .join(format!("attachments/{}/ab/cd/{}", place.tenant, place.file));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    for folder in path
        .ancestors()
        .skip(1)
        .take(4)
        .chain([data.path().join("tmp").as_path()])
    {
        assert_eq!(
            fs::metadata(folder).unwrap().permissions().mode() & 0o777,
            0o700,
            "{}",
            folder.display()
        );
    }
}

#[test]
fn a_folder_that_is_gone_is_an_error_and_no_panic() {
    let data = tempfile::tempdir().unwrap();
    let store = Folder::open(data.path()).unwrap();
    let spooled = spool(&store, &[b"x"]);
    fs::remove_dir_all(data.path().join("tmp")).unwrap();
    assert!(store.begin().is_err() && store.check().is_err());
    assert!(store.keep(&spooled, place(1, 1)).is_err());
    fs::remove_dir_all(data.path().join("attachments")).unwrap();
    assert!(store.each_before(far_future(), &mut |_| Ok(())).is_err());
}

#[test]
fn a_bucket_that_does_not_answer_is_unavailable() {
    let data = tempfile::tempdir().unwrap();
    // Whatever listens at this port speaks no S3.
    let config = BucketConfig {
        bucket: "b".into(),
        region: "us-east-1".into(),
        endpoint: Some("http://127.0.0.1:1".into()),
        credentials: Some(("id".into(), "key".to_owned().into())),
        prefix: String::new(),
        allow_http: true,
    };
    let store = Bucket::open(data.path(), &config).unwrap();
    let spooled = spool(&store, &[b"x"]);
    assert!(matches!(
        store.keep(&spooled, place(1, 1)),
        Err(FileError::Unavailable(_))
    ));
    assert!(matches!(store.open(place(1, 1)), Err(FileError::Unavailable(_))));
    assert!(matches!(store.check(), Err(FileError::Unavailable(_))));
}
