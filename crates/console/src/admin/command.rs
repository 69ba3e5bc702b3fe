//! Commands that forms ask for. A form carries no idempotency key: what must not be done twice counts once by itself.

use crate::here::{Here, SignedIn};
use std::cell::Cell;
use tessera_application::{Application, Call, Command, Result as Outcome};
use tessera_domain::caller::Caller;
use tessera_http::{answer::StoredAnswer, fault::Fault, slots::Slot};

/// Does it, and gives what came of it.
pub(super) async fn perform<C>(here: &Here, who: &SignedIn, command: C) -> Result<C::Outcome, Fault>
where
    C: Command<Outcome: Clone + Send> + Send + 'static,
{
    let call = call(here, who);
    let done = here.work.read(move |app| run(app, &call, &command)).await?;
    done.ok_or_else(undone)
}

/// The same for a command that something has to be found out or made for first, which may take seconds. Gives that too.
pub(super) async fn prepare<C, X>(
    here: &Here,
    who: &SignedIn,
    prepare: impl FnOnce(&Application, &Caller) -> Outcome<(C, X)> + Send + 'static,
) -> Result<(C::Outcome, X), Fault>
where
    C: Command<Outcome: Clone + Send> + 'static,
    X: Send + 'static,
{
    let call = call(here, who);
    let prepared = here.work.read_slowly(Slot::Provider, move |app| {
        let (command, more) = prepare(app, &call.caller)?;
        Ok((run(app, &call, &command)?, more))
    });
    let (done, more) = prepared.await?;
    Ok((done.ok_or_else(undone)?, more))
}

fn call(here: &Here, who: &SignedIn) -> Call {
    Call {
        caller: who.caller.clone(),
        request: Some(here.work.request_id().to_owned()),
        repeat: None,
    }
}

/// What came of it: nothing only for an answer that is given again, which takes a key.
fn run<C: Command<Outcome: Clone>>(
    app: &Application,
    call: &Call,
    command: &C,
) -> Outcome<Option<C::Outcome>> {
    let done = Cell::new(None);
    app.perform(call, command, |outcome| {
        done.set(Some(outcome.clone()));
        StoredAnswer {
            status: 200,
            headers: Vec::new(),
            body: Vec::new(),
        }
    })?;
    Ok(done.into_inner())
}

fn undone() -> Fault {
    Fault::bug("a form was answered without being acted on")
}
