//! A tenant with an admin, somebody who runs a project, somebody in it, and somebody outside.

use tessera_domain::{
    id::TenantId,
    project::{Member, MemberRole},
    user::{Login, Role},
};
use tessera_ports::{StoreError, world::Clock};
use tessera_tests::{
    Setup, TestApp, TestTenant,
    kanban::{KanbanUser, TestBoard},
    on_each_database_with,
};

/// Everybody, and a board.
pub struct Scene<'a> {
    pub app: &'a TestApp,
    pub acme: TestTenant<'a>,
    /// Runs the tenant: a superuser here.
    pub ada: KanbanUser,
    /// Started the project, and is its superadmin.
    pub robin: KanbanUser,
    /// A member of the project.
    pub kim: KanbanUser,
    /// A member of nothing.
    pub lee: KanbanUser,
    /// The project.
    pub board: TestBoard,
}

impl Scene<'_> {
    /// The columns of the project: New, In Progress, Review, Done.
    pub const fn columns(&self) -> [i64; 4] {
        self.board.columns
    }
}

/// Makes somebody a member of the project of that key, past the product.
pub fn join(app: &TestApp, tenant: TenantId, login: &str, project: &str) {
    let login = Login::parse(login).expect("a login");
    let user = tessera_application::users::find(&app.app, tenant, &login).expect("the person is there");
    let joined = app.app.store.transact(|tx| {
        let found = tx.lists().project_by_key(tenant, project)?;
        let found = found.expect("the project is there");
        let member = Member {
            user: user.id,
            role: MemberRole::Member,
            added_at: app.clock.now(),
        };
        tx.boards().set_member(tenant, found.id, &member)
    });
    joined
        .map_err(|error: StoreError| error.to_string())
        .expect("the person can join");
}

/// Runs the test with fresh people on each database.
pub fn with_scene(test: impl Fn(&Scene<'_>)) {
    with_scene_of(&Setup::default(), test);
}

/// The same with other settings.
pub fn with_scene_of(setup: &Setup, test: impl Fn(&Scene<'_>)) {
    on_each_database_with(setup, |app| {
        let acme = app.tenant("acme");
        let ada = KanbanUser::also(app, &acme.admin);
        let [robin, kim, lee] =
            ["robin", "kim", "lee"].map(|login| KanbanUser::of(app, &acme, login, Role::User));
        let board = robin.starts("MOB");
        join(app, acme.id, "kim", "MOB");
        test(&Scene {
            app,
            acme,
            ada,
            robin,
            kim,
            lee,
            board,
        });
    });
}
