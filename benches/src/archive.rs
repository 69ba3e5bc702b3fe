//! The issues that are imported: those of an archive or made-up ones, as many as are wanted.
//!
//! Of a larger archive every so-manieth issue is taken; a smaller one is repeated under other keys. Copies have the
//! words of what they copy, so a word is as frequent among a million tickets as it was in the archive.

use crate::{
    failure::{During, Failure},
    issues,
    vocabulary::Vocabulary,
};
use serde_json::Value;
use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};
use tar::{Archive, Builder, Header};
use zstd::{Decoder, Encoder};

/// Far enough apart that no copy's key is another issue's.
const APART: u64 = 10_000_000;

/// Writes so many made-up issues.
pub fn make_up(path: &Path, count: u32) -> Result<Vocabulary, Failure> {
    let mut writer = Writer::create(path)?;
    let mut vocabulary = Vocabulary::default();
    for number in 1..=count {
        let issue = issues::issue(number, count);
        vocabulary.read(&issue);
        writer.add(&issue)?;
    }
    writer.finish()?;
    Ok(vocabulary)
}

/// Writes so many issues out of an archive: a folder, a `.tar` or a `.tar.zst`.
pub fn replicate(archive: &Path, path: &Path, count: u32) -> Result<Vocabulary, Failure> {
    let mut known: u32 = 0;
    each(archive, &mut |_| {
        known += 1;
        Ok(())
    })?;
    if known == 0 {
        return Err(Failure::new(format!("{} holds no issues", archive.display())));
    }
    let mut writer = Writer::create(path)?;
    let mut vocabulary = Vocabulary::default();
    let mut written = 0;
    for copy in 0..count.div_ceil(known) {
        let wanted = (count - written).min(known);
        let mut place = 0;
        each(archive, &mut |mut issue| {
            let is_taken = is_one_of(place, wanted, known);
            place += 1;
            if !is_taken {
                return Ok(());
            }
            if copy == 0 {
                vocabulary.read(&issue);
            } else {
                rename(&mut issue, copy);
            }
            written += 1;
            writer.add(&issue)
        })?;
    }
    writer.finish()?;
    Ok(vocabulary)
}

/// Whether the thing at that place is one of the wanted ones, which lie evenly among those known.
fn is_one_of(place: u32, wanted: u32, known: u32) -> bool {
    let before = |place: u32| u64::from(place) * u64::from(wanted) / u64::from(known);
    before(place) < before(place + 1)
}

/// Gives a copy a key of its own.
fn rename(issue: &mut Value, copy: u32) {
    let Some(key) = issue.get_mut("key") else { return };
    let new = key
        .as_str()
        .and_then(|key| key.rsplit_once('-'))
        .map(|(stem, number)| {
            let number: u64 = number.parse().unwrap_or_default();
            format!("{stem}-{}", number + u64::from(copy) * APART)
        });
    if let Some(new) = new {
        *key = new.into();
    }
}

/// What is called with each issue.
type Visit<'v> = &'v mut dyn FnMut(Value) -> Result<(), Failure>;

fn each(archive: &Path, visit: Visit<'_>) -> Result<(), Failure> {
    if archive.is_dir() {
        return each_in_folder(archive, visit);
    }
    let doing = format!("reading {}", archive.display());
    let file = BufReader::new(File::open(archive).during(&doing)?);
    if archive.extension().is_some_and(|ending| ending == "tar") {
        each_in_tar(file, &doing, visit)
    } else {
        each_in_tar(Decoder::with_buffer(file).during(&doing)?, &doing, visit)
    }
}

fn each_in_folder(folder: &Path, visit: Visit<'_>) -> Result<(), Failure> {
    let doing = format!("reading {}", folder.display());
    let children: Result<Vec<PathBuf>, _> = fs::read_dir(folder)
        .during(&doing)?
        .map(|child| child.map(|child| child.path()))
        .collect();
    let mut children = children.during(&doing)?;
    children.sort();
    for child in children {
        if child.is_dir() {
            each_in_folder(&child, visit)?;
        } else if child.extension().is_some_and(|ending| ending == "json") {
            offer(&fs::read(&child).during(&doing)?, visit)?;
        }
    }
    Ok(())
}

fn each_in_tar(file: impl Read, doing: &str, visit: Visit<'_>) -> Result<(), Failure> {
    let mut archive = Archive::new(file);
    let mut bytes = Vec::new();
    for entry in archive.entries().during(doing)? {
        let mut entry = entry.during(doing)?;
        if entry.header().entry_type().is_file() {
            bytes.clear();
            entry.read_to_end(&mut bytes).during(doing)?;
            offer(&bytes, visit)?;
        }
    }
    Ok(())
}

/// Hands the bytes on if they are an issue. An archive may hold other files.
fn offer(bytes: &[u8], visit: Visit<'_>) -> Result<(), Failure> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(issue) if issue.get("fields").is_some_and(Value::is_object) => visit(issue),
        _ => Ok(()),
    }
}

/// Writes issues into a packed archive.
struct Writer {
    doing: String,
    archive: Builder<Encoder<'static, BufWriter<File>>>,
    count: u64,
}

impl Writer {
    fn create(path: &Path) -> Result<Self, Failure> {
        let doing = format!("writing {}", path.display());
        let file = BufWriter::new(File::create(path).during(&doing)?);
        let packed = Encoder::new(file, 1).during(&doing)?;
        Ok(Self {
            doing,
            archive: Builder::new(packed),
            count: 0,
        })
    }

    fn add(&mut self, issue: &Value) -> Result<(), Failure> {
        let text = issue.to_string();
        let mut header = Header::new_ustar();
        header.set_size(u64::try_from(text.len()).during(&self.doing)?);
        header.set_mode(0o644);
        header.set_cksum();
        self.count += 1;
        let name = format!("{}/{}.json", self.count / 1_000, self.count);
        self.archive
            .append_data(&mut header, name, text.as_bytes())
            .during(&self.doing)
    }

    fn finish(self) -> Result<(), Failure> {
        self.archive
            .into_inner()
            .and_then(Encoder::finish)
            .and_then(|mut file| file.flush())
            .during(&self.doing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_part_lies_evenly_among_all() {
        let taken: Vec<_> = (0..10).filter(|place| is_one_of(*place, 4, 10)).collect();
        assert_eq!(taken, [2, 4, 7, 9]);
        assert!((0..10).all(|place| is_one_of(place, 10, 10)));
    }

    #[test]
    fn copies_have_keys_of_their_own() {
        let mut issue = json!({"key": "A-B-7", "fields": {}});
        rename(&mut issue, 2);
        assert_eq!(issue["key"], "A-B-20000007");
    }
}
