//! Moments on the wire: as the vendor writes them.

pub use tessera_http::moment::exact::Moment;
