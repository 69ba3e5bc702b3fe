//! Accounts, tries and sessions, as signing in finds and changes them.

use super::{World, robin};
use tessera_domain::user::Login;
use tessera_ports::{sign_in::Identity, tx::MockTx, world::Clock};

impl World {
    pub(super) fn expect_sign_in(&self, tx: &mut MockTx) {
        let world = self.clone();
        let account = move |login: &Login| (login.as_str() == "robin").then(|| world.account());
        tx.sign_in
            .expect_account()
            .returning(move |_, login| Ok(account(login)));
        let world = self.clone();
        tx.sign_in
            .expect_account_of()
            .returning(move |_, _| Ok(Some(world.account())));
        let world = self.clone();
        tx.sign_in
            .expect_tries()
            .returning(move |_, account| Ok(world.stored(|stored| stored.tries.get(account).copied())));
        let world = self.clone();
        tx.sign_in
            .expect_remember_tries()
            .returning(move |_, account, tries| {
                world.stored(|stored| stored.tries.insert(*account, *tries));
                Ok(())
            });
        let world = self.clone();
        tx.sign_in
            .expect_forget_tries()
            .returning(move |_, account| Ok(world.stored(|stored| stored.tries.remove(account).is_some())));
        let now = self.now();
        tx.sign_in.expect_identity().returning(move |_, issuer, subject| {
            Ok((subject == "robin").then(|| Identity {
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
                user: robin(),
                created_at: now,
            }))
        });
    }

    pub(super) fn expect_sessions(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.sessions.expect_insert().returning(move |_, session| {
            world.stored(|stored| stored.sessions.push(session.clone()));
            Ok(())
        });
        let world = self.clone();
        tx.sessions
            .expect_find()
            .returning(move |_, id| Ok(world.find(id)));
        let world = self.clone();
        tx.sessions.expect_live_of().returning(move |_, _, _, _| {
            let live = world.live();
            Ok(live.into_iter().filter_map(|id| world.find(id)).collect())
        });
        let world = self.clone();
        tx.sessions.expect_end().returning(move |_, id, at, reason| {
            world.stored(|stored| {
                let mut sessions = stored.sessions.iter_mut();
                let live = sessions.find(|session| session.id == id && session.ended.is_none());
                Ok(live.map(|session| session.ended = Some((at, reason))).is_some())
            })
        });
        let world = self.clone();
        tx.sessions
            .expect_end_all_of()
            .returning(move |_, user, except, at, reason| {
                world.stored(|stored| {
                    let others = stored
                        .sessions
                        .iter_mut()
                        .filter(|session| session.user == user && Some(session.id) != except);
                    let ended = others.map(|session| {
                        session.ended = Some((at, reason));
                        session.id
                    });
                    Ok(ended.collect())
                })
            });
    }
}
