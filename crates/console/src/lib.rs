//! The pages for people. Below `/auth`: signing in by password or through an identity provider, handing a browser's
//! session over to the mobile app, one's own sessions, and one's own password. Below `/console`: what admins see and
//! do: integration tokens and their use, webhooks, approval policies, people, reports, and what happened.
//!
//! One page or operation is one file. Pages are rendered here from the templates, work without JavaScript, and bring
//! nothing along but one stylesheet, and where a secret is shown a script that copies it. Depends on the use cases and the web kernel only.
//!
//! | Module | Holds |
//! |---|---|
//! | `signin`, `provider`, `signout` | signing in and out |
//! | `handoff`, `redirect` | the mobile app's way in, and where it may be sent back to |
//! | `account`, `end_session`, `password` | what people see and change once they are signed in |
//! | `admin` | the console: integration tokens, their use, webhooks, approvals, people, reports, activity |
//! | `here` | what handlers know of a request: who asks, by which origin, for which tenant |
//! | `cookies`, `chance`, `form_token` | what the browser keeps, and why a form cannot come from elsewhere |
//! | `callback` | where one goes after signing in: nowhere but here |
//! | `faults`, `words`, `page`, `style` | how all of it looks and speaks |
//!
//! Nothing that is needed between two requests is stored here: it is in the browser's cookies, which scripts cannot
//! read, and what others must not forge is derived from them. Only which forms were sent that count once is known to
//! the application's throttle (`admin::once`).
//!
//! To add a page: write its file with its template, and add its path to the list in `console`, from which both its
//! route's methods and the answer 405 are made.

mod account;
mod admin;
mod callback;
mod chance;
mod console;
mod cookies;
mod end_session;
mod faults;
mod form_token;
mod handoff;
mod here;
mod page;
mod password;
mod provider;
mod redirect;
mod settings;
mod signin;
mod signout;
mod style;
mod words;

pub use console::Console;
pub use settings::{ConsoleSettings, RedirectRules, WrongSetting};

#[cfg(test)]
mod tests;
