//! Notifications, as those know them who are told of something, in their list and by e-mail.

mod letters;
mod processes;
mod reading;
mod scene;
mod told;
