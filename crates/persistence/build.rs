//! The migrations are compiled in, so a change to one must compile them again.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
