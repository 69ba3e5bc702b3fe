//! Files in an S3 bucket, each as `<prefix>attachments/<tenant>/<file>`.
//!
//! The client is asynchronous and runs on threads of its own; whoever calls waits. What comes in is spooled on this
//! machine all the same, so that nothing half is ever sent.

use crate::spool::{SpoolFolder, path_of};
use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use object_store::{
    ClientOptions, Error, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path as Key,
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs::File,
    future::Future,
    io::{self, Read},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tessera_domain::time::Time;
use tessera_ports::files::{FileError, FilePlace, FileResult, FileStore, OpenBytes, Spool, Spooled};
use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};
use uuid::Uuid;

/// Which bucket, and how it is reached.
#[derive(Clone, Debug)]
pub struct BucketConfig {
    /// Its name.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// The address of the service, where it is not Amazon's.
    pub endpoint: Option<String>,
    /// The key's id and the key itself. Without one, the machine's own role is asked for.
    pub credentials: Option<(String, SecretString)>,
    /// What the names of all objects begin with: nothing, or folders that end in `/`.
    pub prefix: String,
    /// Whether the service may be spoken to without TLS.
    pub allow_http: bool,
}

/// A bucket that keeps files.
pub struct Bucket {
    store: Arc<AmazonS3>,
    threads: Arc<Threads>,
    spool: SpoolFolder,
    prefix: String,
}

/// The bytes of a part: the smallest that S3 takes, because each upload holds one in memory.
const PART: usize = 5 * 1024 * 1024;
/// How many files are handed on at a time.
const BATCH: usize = 500;
/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one request may take, and how long the next bytes of a file may.
const REQUEST: Duration = Duration::from_secs(30);

/// Why there is no bucket.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// The folder for what comes in cannot be made, or no threads for the client.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The client does not take the settings.
    #[error("{0}")]
    Client(String),
}

impl Bucket {
    /// The bucket. Nothing is asked of it yet. What comes in lies in `tmp` in the data folder.
    ///
    /// # Errors
    /// When the client cannot be set up like that.
    pub fn open(data: &Path, config: &BucketConfig) -> Result<Self, BucketError> {
        // Somebody else in this process may have chosen already, and chosen the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = ClientOptions::new()
            .with_connect_timeout(CONNECT)
            .with_timeout(REQUEST)
            .with_allow_http(config.allow_http);
        let retry = RetryConfig {
            max_retries: 2,
            retry_timeout: REQUEST,
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_client_options(client)
            .with_retry(retry);
        if let Some(endpoint) = &config.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some((id, key)) = &config.credentials {
            builder = builder
                .with_access_key_id(id)
                .with_secret_access_key(key.expose_secret());
        }
        let store = builder
            .build()
            .map_err(|error| BucketError::Client(error.to_string()))?;
        Ok(Self {
            store: Arc::new(store),
            threads: Arc::new(Threads::start()?),
            spool: SpoolFolder::open(data)?,
            prefix: format!("{}attachments", config.prefix),
        })
    }

    fn key(&self, place: FilePlace) -> Key {
        Key::from(format!("{}/{}/{}", self.prefix, place.tenant, place.file))
    }

    /// Sends a file part by part. One that breaks off is given up and never seen.
    fn put_parts(&self, file: &mut File, key: &Key) -> FileResult<()> {
        let begun = self.threads.wait(self.store.put_multipart(key));
        let mut upload = begun.map_err(|error| failed(&error))?;
        let mut send = || -> FileResult<()> {
            loop {
                let part = next_part(file)?;
                if part.is_empty() {
                    break;
                }
                let put = self.threads.wait(upload.put_part(part.into()));
                put.map_err(|error| failed(&error))?;
            }
            let done = self.threads.wait(upload.complete());
            done.map(drop).map_err(|error| failed(&error))
        };
        let outcome = send();
        if outcome.is_err() {
            // What cannot be given up now lies there unseen until the bucket's own rule clears it.
            drop(self.threads.wait(upload.abort()));
        }
        outcome
    }
}

fn next_part(file: &mut File) -> FileResult<Vec<u8>> {
    let mut part = Vec::new();
    let most = u64::try_from(PART).unwrap_or(u64::MAX);
    file.take(most)
        .read_to_end(&mut part)
        .map_err(|error| FileError::Failed(error.to_string()))?;
    Ok(part)
}

fn failed(error: &Error) -> FileError {
    FileError::Unavailable(error.to_string())
}

impl FileStore for Bucket {
    fn begin(&self) -> FileResult<Box<dyn Spool>> {
        self.spool.begin()
    }

    fn keep(&self, spooled: &Spooled, place: FilePlace) -> FileResult<()> {
        let path = path_of(spooled)?;
        let mut file = File::open(path).map_err(|error| FileError::Failed(error.to_string()))?;
        let key = self.key(place);
        if spooled.size > u64::try_from(PART).unwrap_or(u64::MAX) {
            return self.put_parts(&mut file, &key);
        }
        let whole = PutPayload::from(next_part(&mut file)?);
        let put = self.threads.wait(self.store.put(&key, whole));
        put.map(drop).map_err(|error| failed(&error))
    }

    fn open(&self, place: FilePlace) -> FileResult<Option<OpenBytes>> {
        let found = match self.threads.wait(self.store.get(&self.key(place))) {
            Err(Error::NotFound { .. }) => return Ok(None),
            found => found.map_err(|error| failed(&error))?,
        };
        let length = found.meta.size;
        let reader = Box::new(Reader {
            chunks: found.into_stream(),
            threads: Arc::clone(&self.threads),
            left: Bytes::new(),
        });
        Ok(Some(OpenBytes { length, reader }))
    }

    fn delete(&self, place: FilePlace) -> FileResult<()> {
        match self.threads.wait(self.store.delete(&self.key(place))) {
            Err(Error::NotFound { .. }) => Ok(()),
            deleted => deleted.map_err(|error| failed(&error)),
        }
    }

    fn each_before(
        &self,
        before: Time,
        each: &mut dyn FnMut(&[FilePlace]) -> FileResult<()>,
    ) -> FileResult<()> {
        let prefix = Key::from(self.prefix.as_str());
        let mut batches = self.store.list(Some(&prefix)).chunks(BATCH);
        while let Some(batch) = self.threads.wait(batches.next()) {
            let mut places = Vec::new();
            for object in batch {
                let object = object.map_err(|error| failed(&error))?;
                let is_old = object.last_modified.timestamp_micros() < before.micros();
                places.extend(place_of(&object.location).filter(|_| is_old));
            }
            if !places.is_empty() {
                each(&places)?;
            }
        }
        Ok(())
    }

    fn reap_unfinished(&self, before: Time) -> FileResult<u64> {
        self.spool.reap(before)
    }

    fn check(&self) -> FileResult<()> {
        self.spool.check()?;
        let key = Key::from(format!("{}-check", self.prefix));
        let both = async {
            self.store.put(&key, PutPayload::from_static(b"check")).await?;
            self.store.delete(&key).await
        };
        self.threads.wait(both).map_err(|error| failed(&error))
    }
}

/// The place that a key names in its last two parts.
fn place_of(key: &Key) -> Option<FilePlace> {
    let mut parts = key.as_ref().rsplit('/');
    let mut id = || Uuid::try_parse(parts.next()?).ok();
    let (file, tenant) = (id()?, id()?);
    Some(FilePlace {
        tenant: tenant.into(),
        file: file.into(),
    })
}

/// Reads what the client streams.
struct Reader {
    chunks: BoxStream<'static, object_store::Result<Bytes>>,
    threads: Arc<Threads>,
    left: Bytes,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left.is_empty() {
            let next = async { timeout(REQUEST, self.chunks.next()).await };
            match self.threads.wait(next) {
                Err(_) => return Err(io::ErrorKind::TimedOut.into()),
                Ok(None) => return Ok(0),
                Ok(Some(chunk)) => self.left = chunk.map_err(io::Error::other)?,
            }
        }
        let part = self.left.split_to(buffer.len().min(self.left.len()));
        let (filled, _) = buffer.split_at_mut(part.len());
        filled.copy_from_slice(&part);
        Ok(part.len())
    }
}

/// The threads that the client runs on.
struct Threads(Option<Runtime>);

impl Threads {
    fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("bucket")
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Waits for what the client does.
    fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        match &self.0 {
            Some(runtime) => runtime.block_on(what),
            None => unreachable!("the threads are there until they are dropped"),
        }
    }
}

/// Whoever drops the last one may be on a thread that must not block.
impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
