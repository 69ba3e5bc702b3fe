//! The step to departments and back, over some that were made by hand before.

use crate::{
    migrations::{fill_foundation, go_back_before, meaning},
    support::{SQLITE, databases},
};
use tessera_domain::{id::TenantId, text::Name};
use tessera_ports::counters;
use uuid::Uuid;

#[test]
fn a_dur_8_the_step_to_departments_folds_their_names_and_the_way_back_keeps_them() {
    for (kind, database, place) in databases() {
        go_back_before(&database, "departments");
        let before = meaning(kind, &place);
        fill_foundation(kind, &place);
        let id = |number: u128| {
            let id = Uuid::from_u128(number);
            match kind {
                SQLITE => format!("x'{}'", id.simple()),
                _ => format!("'{id}'"),
            }
        };
        let (tenant, one, other) = (id(0), id(1), id(2));
        place.execute(&format!(
            "INSERT INTO departments (tenant_id, id, number, name)
                 VALUES ({tenant}, {one}, 3, 'IT Department'), ({tenant}, {other}, 8, 'Sales');
             UPDATE users SET department_id = {one} WHERE tenant_id = {tenant};"
        ));
        let ours = TenantId::from(Uuid::nil());
        for round in 0..2 {
            database.migrate().unwrap();
            let read = database.store().transact(|tx| {
                let name = Name::parse("it DEPARTMENT").unwrap();
                let found = tx.departments().by_name(ours, &name)?;
                let next = tx.counters().take(ours, counters::DEPARTMENT, 1)?;
                Ok::<_, tessera_ports::StoreError>((found, next))
            });
            let (found, next) = read.unwrap();
            assert_eq!(
                found.map(|it| (it.number, it.version)),
                Some((3, 1)),
                "{kind} {round}"
            );
            assert_eq!(next, 9 + round, "{kind}: numbers go on");
            go_back_before(&database, "departments");
            assert_eq!(meaning(kind, &place), before, "{kind} {round}");
            let names = place.texts("SELECT name FROM departments ORDER BY name");
            assert_eq!(names, ["IT Department", "Sales"], "{kind} {round}");
        }
    }
}
