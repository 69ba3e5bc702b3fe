//! The stores and the scanner, against real ones where a script started them: see tests/with-s3 and tests/with-clamd.

#[cfg(test)]
mod scanner;
#[cfg(test)]
mod stores;
