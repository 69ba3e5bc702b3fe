//! Forms that count once: their answer shows a secret that nobody can show again, so that sending one a second time,
//! as by reloading, must not make another secret or kill the one that was just shown.
//!
//! Such a form carries an id that nobody else has. The limit of one for each id is kept in this process for longer
//! than a form is good for, so only a restart in between lets one through twice. Then too nothing goes unseen: what
//! was made stands in the lists.

use crate::{chance, faults};
use tessera_application::{
    Application,
    sessions::{Limit, admit},
};
use tessera_domain::time::Time;
use tessera_http::{fault::Fault, form::Form};

/// The field that carries the id.
const FIELD: &str = "once";
const SECOND: i64 = 1_000_000;
/// How long a form is good for.
const OPEN: i64 = 12 * 3600 * SECOND;
/// How far the clock may step back in the meantime.
const SLACK: i64 = 3600 * SECOND;
/// Each id counts once, and is remembered for longer than both together.
const ONCE: Limit = Limit {
    name: "console_form",
    count: 1,
    window_seconds: 24 * 3600,
    block_seconds: 0,
};

/// A new form's id: when it was made, and chance.
pub(crate) fn id(app: &Application) -> String {
    format!("{:x}-{}", app.clock.now().micros(), chance::secret(app))
}

/// Goes on only if the form was not sent before.
pub(crate) fn take(app: &Application, form: &Form) -> Result<(), Fault> {
    let now = app.clock.now();
    let chance = form.text(FIELD).and_then(|id| good(id, now));
    let chance = chance.ok_or_else(faults::old_form)?;
    admit(app, &ONCE, chance).map_err(|_sent| faults::sent_before())
}

/// The chance in an id that is not too old.
fn good(id: &str, now: Time) -> Option<&str> {
    let (made, chance) = id.split_once('-')?;
    let age = now.micros().checked_sub(i64::from_str_radix(made, 16).ok()?)?;
    ((-SLACK..=OPEN).contains(&age) && chance::is_secret(chance)).then_some(chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world;
    use actix_web::web::Bytes;
    use tessera_http::{fault::FaultKind, form::FormBody};

    fn taken(app: &Application, id: &str) -> Result<(), FaultKind> {
        let form = FormBody::from(Bytes::from(format!("once={id}"))).form().unwrap();
        take(app, &form).map_err(|fault| fault.kind)
    }

    #[test]
    fn a_form_counts_once() {
        let app = world::application();
        let (one, other) = (id(&app), id(&app));
        assert_eq!(taken(&app, &one), Ok(()));
        assert_eq!(taken(&app, &one), Err(FaultKind::Conflict));
        assert_eq!(
            taken(&app, &format!("0{one}")),
            Err(FaultKind::Conflict),
            "written otherwise"
        );
        assert_eq!(taken(&app, &other), Ok(()));
    }

    #[test]
    fn only_a_form_of_today_counts() {
        let app = world::application();
        let secret = chance::secret(&app);
        let made = |ago: i64| format!("{:x}-{secret}", world::NOW - ago);
        for bad in [
            String::new(),
            "x".to_owned(),
            secret.clone(),
            format!("zz-{secret}"),
            format!("{:x}-short", world::NOW),
            made(OPEN + 1),
            made(-SLACK - 1),
            format!("-{secret}"),
        ] {
            assert_eq!(taken(&app, &bad), Err(FaultKind::Forbidden), "{bad}");
        }
        assert_eq!(taken(&app, &made(OPEN)), Ok(()));
    }
}
