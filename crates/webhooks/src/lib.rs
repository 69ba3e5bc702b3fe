//! Delivery of events to webhooks: signing, sending, and keeping out of networks that are none of the receivers'.
//!
//! Implements the ports of [`tessera_ports::webhooks`]: [`AddressGuard`](tessera_ports::webhooks::AddressGuard) by
//! [`Reach`], and [`Vault`](tessera_ports::webhooks::Vault) by [`Keyring`]. A [`Courier`] makes one try of one delivery;
//! when it is tried again, and what becomes of it, the domain says.
//!
//! Signatures are those of Standard Webhooks, so that receivers can use any of its libraries, and one more that needs no
//! library:
//!
//! ```
//! use tessera_domain::webhook::SecretText;
//! use tessera_webhooks::SigningKey;
//!
//! let secret = SecretText::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
//! let signed = SigningKey::of(&secret).unwrap().sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
//! assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
//! ```

mod courier;
mod keyring;
mod networks;
mod reach;
mod signing;

pub use courier::{Courier, Sent, Unsent};
pub use keyring::{BadKey, Keyring};
pub use networks::is_public;
pub use reach::{Blocked, Reach};
pub use signing::{NotBase64, SigningKey};
