//! The kernel as a whole, around a dialect and pages made for these tests.

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cors;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod door;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod files;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod health;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod rates;
#[cfg(test)]
mod routing;
#[cfg(test)]
mod server;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod slots;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod world;
#[cfg(test)]
mod writing;
