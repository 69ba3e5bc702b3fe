//! The departments of the sample tenant, and who belongs to them.

use super::Error;
use crate::first_start::name;
use tessera_application::{
    Application,
    departments::{self, NewDepartment},
    hand::Hand,
    users,
};
use tessera_domain::{tenant::Tenant, user::User};

/// A department, and the logins of who runs it and who else belongs to it.
struct Department {
    name: &'static str,
    manager: Option<&'static str>,
    members: &'static [&'static str],
}

/// By number, from 1.
const DEPARTMENTS: [Department; 5] = [
    Department {
        name: "IT Department",
        manager: Some("maria"),
        members: &["admin", "robin", "alex", "maria"],
    },
    Department {
        name: "Customer Service",
        manager: None,
        members: &[],
    },
    Department {
        name: "Human Resources",
        manager: None,
        members: &["kim"],
    },
    Department {
        name: "Finance",
        manager: None,
        members: &["sascha"],
    },
    Department {
        name: "Facilities",
        manager: None,
        members: &[],
    },
];

/// Makes the departments, and moves the people there.
pub fn make(app: &Application, tenant: &Tenant, people: &mut [User]) -> Result<(), Error> {
    for Department {
        name: text,
        manager,
        members,
    } in DEPARTMENTS
    {
        let manager = people
            .iter()
            .find(|user| Some(user.login.as_str()) == manager)
            .map(|user| user.id);
        let new = NewDepartment {
            tenant: tenant.id,
            name: name(text)?,
            manager,
        };
        let made = departments::make(app, &new)?.id;
        for user in people
            .iter_mut()
            .filter(|user| members.contains(&user.login.as_str()))
        {
            users::set_department(app, &Hand::Operator(tenant.id), user.id, Some(made))?;
            user.department = Some(made);
        }
    }
    Ok(())
}
