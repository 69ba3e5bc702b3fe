//! Waiting at the end of the event log, in this process.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tessera_domain::id::{TenantId, UserId};
use tessera_ports::bell::Bell;
use tokio::sync::watch;

/// The most who may listen at a time, of all tenants.
const MOST: usize = 500;
/// How many of them may be one person.
const MOST_OF_ONE: usize = 8;

/// Wakes those who listen to a tenant's log, however often it grows while they are busy only once.
///
/// What is rung here is to be told to other processes too, and what they ring is [heard](Self::heard) here.
///
/// ```
/// use tessera_http::bells::Bells;
/// use tessera_ports::bell::Bell;
/// # use uuid::Uuid;
///
/// let bells = Bells::new();
/// let (tenant, user) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
/// let listener = bells.listen(tenant, user).unwrap();
/// bells.ring(tenant);
/// assert_eq!(bells.rung(), [tenant]);
/// drop(listener);
/// ```
#[derive(Clone, Default)]
pub struct Bells(Arc<Tower>);

#[derive(Default)]
struct Tower {
    rooms: Mutex<Rooms>,
    /// Rings whenever any tenant's does.
    any: watch::Sender<()>,
    /// The tenants that rang here and that nobody else was told of yet.
    rung: Mutex<BTreeSet<TenantId>>,
}

#[derive(Default)]
struct Rooms {
    of: HashMap<TenantId, Room>,
    listeners: usize,
    closed: bool,
}

struct Room {
    bell: watch::Sender<()>,
    listeners: HashMap<UserId, usize>,
}

/// Nobody else can listen now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoRoom {
    /// This one listens often enough.
    #[error("one person listens {MOST_OF_ONE} times already")]
    Person,
    /// There are too many.
    #[error("{MOST} listen already")]
    Full,
    /// The service is about to end.
    #[error("the service is about to end")]
    Closed,
}

impl Bells {
    /// With nobody who listens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Listens to the tenant's log for that person, until the listener is dropped.
    ///
    /// # Errors
    /// [`NoRoom`].
    pub fn listen(&self, tenant: TenantId, user: UserId) -> Result<Listener, NoRoom> {
        let mut rooms = self.rooms();
        if rooms.closed {
            return Err(NoRoom::Closed);
        }
        if rooms.listeners >= MOST {
            return Err(NoRoom::Full);
        }
        let room = rooms.of.entry(tenant).or_insert_with(|| Room {
            bell: watch::Sender::new(()),
            listeners: HashMap::new(),
        });
        let own = room.listeners.entry(user).or_default();
        if *own >= MOST_OF_ONE {
            return Err(NoRoom::Person);
        }
        *own += 1;
        let bell = room.bell.subscribe();
        rooms.listeners += 1;
        drop(rooms);
        Ok(Listener {
            bells: self.clone(),
            tenant,
            user,
            bell,
        })
    }

    /// Wakes those here who listen, because another process rang.
    pub fn heard(&self, tenant: TenantId) {
        if let Some(room) = self.rooms().of.get(&tenant) {
            room.bell.send_replace(());
        }
        self.0.any.send_replace(());
    }

    /// The tenants that rang here since this was asked the last time.
    pub fn rung(&self) -> Vec<TenantId> {
        let mut rung = self.0.rung.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *rung).into_iter().collect()
    }

    /// Changes whenever any tenant's bell rings.
    pub fn any(&self) -> watch::Receiver<()> {
        self.0.any.subscribe()
    }

    /// Has everybody who listens end, and lets nobody else begin.
    pub fn close(&self) {
        let mut rooms = self.rooms();
        rooms.closed = true;
        // Without their bells they wait no longer.
        rooms.of.clear();
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, tenant: TenantId, user: UserId) {
        let mut rooms = self.rooms();
        rooms.listeners = rooms.listeners.saturating_sub(1);
        let Some(room) = rooms.of.get_mut(&tenant) else {
            return;
        };
        if let Some(own) = room.listeners.get_mut(&user) {
            *own -= 1;
            if *own == 0 {
                room.listeners.remove(&user);
            }
        }
        if room.listeners.is_empty() {
            rooms.of.remove(&tenant);
        }
    }
}

impl Bell for Bells {
    fn ring(&self, tenant: TenantId) {
        let mut rung = self.0.rung.lock().unwrap_or_else(PoisonError::into_inner);
        rung.insert(tenant);
        drop(rung);
        self.heard(tenant);
    }
}

/// Somebody who listens.
pub struct Listener {
    bells: Bells,
    tenant: TenantId,
    user: UserId,
    bell: watch::Receiver<()>,
}

impl Listener {
    /// Waits until the bell rings, or rang since it was heard the last time. Whether there is still one.
    pub async fn rings(&mut self) -> bool {
        self.bell.changed().await.is_ok()
    }

    /// Waits until there is no bell any more, however often it rings until then. A ring is not lost by that.
    pub async fn closes(&self) {
        let mut bell = self.bell.clone();
        while bell.changed().await.is_ok() {}
    }

    /// Whether the bell is still there. Without it the service is about to end.
    pub fn is_open(&self) -> bool {
        self.bell.has_changed().is_ok()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.bells.leave(self.tenant, self.user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use uuid::Uuid;

    fn tenant(number: u128) -> TenantId {
        Uuid::from_u128(number).into()
    }

    fn user(number: u128) -> UserId {
        Uuid::from_u128(number).into()
    }

    fn rang(listener: &mut Listener) -> bool {
        listener.rings().now_or_never().unwrap_or(false)
    }

    #[test]
    fn those_of_the_tenant_are_woken_once_and_nobody_else() {
        let bells = Bells::new();
        let mut ours = [1, 2].map(|number| bells.listen(tenant(1), user(number)).unwrap());
        let mut theirs = bells.listen(tenant(2), user(3)).unwrap();
        let mut any = bells.any();
        bells.ring(tenant(1));
        bells.ring(tenant(1));
        for listener in &mut ours {
            assert!(rang(listener));
            assert!(!rang(listener), "twice is as good as once");
        }
        assert!(!rang(&mut theirs));
        assert!(any.changed().now_or_never().is_some());
        assert_eq!(bells.rung(), [tenant(1)]);
        bells.heard(tenant(2));
        assert!(rang(&mut theirs));
        assert_eq!(bells.rung(), [], "what others rang is not told to them again");
    }

    #[test]
    fn one_person_listens_a_few_times_and_whoever_leaves_makes_room() {
        let bells = Bells::new();
        let mut own: Vec<_> = (0..8)
            .map(|_| bells.listen(tenant(1), user(1)).unwrap())
            .collect();
        assert_eq!(bells.listen(tenant(1), user(1)).err(), Some(NoRoom::Person));
        assert!(bells.listen(tenant(1), user(2)).is_ok());
        assert!(bells.listen(tenant(2), user(1)).is_ok());
        own.pop();
        assert!(bells.listen(tenant(1), user(1)).is_ok());
        own.clear();
        assert!(bells.rooms().of.is_empty());
        assert_eq!(bells.rooms().listeners, 0);
    }

    #[test]
    fn there_is_room_for_so_many() {
        let bells = Bells::new();
        let all: Vec<_> = (0..500)
            .map(|number| bells.listen(tenant(number % 7), user(number)).unwrap())
            .collect();
        assert_eq!(bells.listen(tenant(1), user(999)).err(), Some(NoRoom::Full));
        drop(all);
        assert!(bells.listen(tenant(1), user(999)).is_ok());
    }

    #[test]
    fn at_the_end_everybody_is_woken_and_nobody_begins() {
        let bells = Bells::new();
        let mut listener = bells.listen(tenant(1), user(1)).unwrap();
        assert!(listener.is_open());
        bells.close();
        assert_eq!(listener.rings().now_or_never(), Some(false));
        assert!(!listener.is_open());
        assert_eq!(bells.listen(tenant(1), user(1)).err(), Some(NoRoom::Closed));
        drop(listener);
    }
}
