//! Letters to people about what concerns them: written by one template for each kind of notification, and sent by SMTP.
//!
//! Implements [`Mailer`](tessera_ports::notifications::Mailer) by [`Post`]. When a letter is tried again, the domain says.
//! What people write comes into letters as plain text on one line each, so that nobody's title can add a header or a
//! paragraph.
//!
//! ```
//! use tessera_mail::{Sender, SmtpServer};
//!
//! assert!(SmtpServer::parse("smtps://robin:secret@mail.example.com").is_ok());
//! assert!(SmtpServer::parse("https://mail.example.com").is_err());
//! assert!(Sender::parse("Help desk <help@example.com>").is_ok());
//! ```
//!
//! To add a kind of letter: write its template in `templates/`, the subject in its first line, and give it a line in
//! `letter.rs`.

mod letter;
mod post;
mod server;

pub use letter::{Letter, NoLetter};
pub use post::{NoPost, NoSender, Post, Sender};
pub use server::{BadServer, Security, SmtpServer};
