//! What receivers get, and what nobody is sent.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod receiver;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod world;
