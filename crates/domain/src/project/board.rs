//! Columns and the boards that they make. A ticket's column and its status move together.

use super::Color;
use crate::{
    id::{ColumnId, ProjectId, StatusId},
    status::{Status, StatusCategory},
    text::Name,
    time::Time,
};

/// A column of a board. It names one status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its id.
    pub id: ColumnId,
    /// Whose board it is on.
    pub project: ProjectId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What people see, unique in the project.
    pub name: Name,
    /// From left to right, from 0. Of equals the older one comes first.
    pub position: i32,
    /// What it looks like.
    pub color: Color,
    /// The status of every card put here by moving it.
    pub status: StatusId,
    /// What that status means.
    pub category: StatusCategory,
    /// When it was made.
    pub created_at: Time,
    /// When it changed last.
    pub updated_at: Time,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// A column that every new board gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DefaultColumn {
    /// What people see.
    pub name: &'static str,
    /// The key of its status.
    pub status: &'static str,
    /// What it looks like.
    pub color: &'static str,
}

/// The columns that every new board gets, from left to right (kanban contract, "Authentication").
pub const DEFAULT_COLUMNS: [DefaultColumn; 4] = [
    DefaultColumn {
        name: "New",
        status: "open",
        color: Color::USUAL,
    },
    DefaultColumn {
        name: "In Progress",
        status: "in_progress",
        color: "#ff9800",
    },
    DefaultColumn {
        name: "Review",
        status: "review",
        color: Color::USUAL,
    },
    DefaultColumn {
        name: "Done",
        status: "resolved",
        color: Color::USUAL,
    },
];

/// One project's columns, from left to right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Board {
    columns: Vec<Column>,
}

impl Board {
    /// The board of these columns, in whatever order they come.
    pub fn new(mut columns: Vec<Column>) -> Self {
        columns.sort_by_key(|column| (column.position, column.number));
        Self { columns }
    }

    /// The columns from left to right.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Where a card goes whose status becomes `status`, from the column it is in now.
    ///
    /// It stays where its column already names that status; else it goes to the first column that does;
    /// a finished card without such a column goes to the first column of finished ones; any other stays.
    pub fn column_for(&self, status: &Status, now: Option<ColumnId>) -> Option<ColumnId> {
        let names_it = |column: &&Column| column.status == status.id;
        if let Some(here) = self
            .columns
            .iter()
            .filter(names_it)
            .find(|column| Some(column.id) == now)
        {
            return Some(here.id);
        }
        if let Some(first) = self.columns.iter().find(names_it) {
            return Some(first.id);
        }
        if status.category.is_done() {
            let here = self
                .columns
                .iter()
                .find(|c| Some(c.id) == now && c.category.is_done());
            let first = || self.columns.iter().find(|c| c.category.is_done());
            if let Some(done) = here.or_else(first) {
                return Some(done.id);
            }
        }
        now.or_else(|| self.columns.first().map(|column| column.id))
    }

    /// Whether a card that is moved to `column` keeps this status: the column names it, or it is a finished one that
    /// no column names, and so is the column's.
    pub fn is_home_of(&self, status: &Status, column: ColumnId) -> bool {
        let Some(column) = self.columns.iter().find(|c| c.id == column) else {
            return false;
        };
        let named = self.columns.iter().any(|c| c.status == status.id);
        column.status == status.id || (!named && status.category.is_done() && column.category.is_done())
    }

    /// The status that a card takes when it is moved to `column`; nothing if the column is not of this board.
    pub fn status_in(&self, column: ColumnId) -> Option<StatusId> {
        self.columns.iter().find(|c| c.id == column).map(|c| c.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::DEFAULTS;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn statuses() -> Vec<Status> {
        (0..)
            .zip(DEFAULTS)
            .map(|(position, (key, name, category))| Status {
                id: Uuid::from_u128(100 + u128::try_from(position).unwrap()).into(),
                key: key.into(),
                name: Name::parse(name).unwrap(),
                category,
                position,
                initial: position == 0,
            })
            .collect()
    }

    fn board() -> Board {
        let statuses = statuses();
        let column = |(position, default): (i32, DefaultColumn)| {
            let status = statuses.iter().find(|s| s.key == default.status).unwrap();
            let start = Time::from_micros(0).unwrap();
            Column {
                id: Uuid::from_u128(u128::try_from(position).unwrap()).into(),
                project: Uuid::nil().into(),
                number: i64::from(position) + 1,
                name: Name::parse(default.name).unwrap(),
                position,
                color: Color::parse(default.color).unwrap(),
                status: status.id,
                category: status.category,
                created_at: start,
                updated_at: start,
                version: 1,
            }
        };
        Board::new((0..).zip(DEFAULT_COLUMNS).map(column).collect())
    }

    fn move_to(key: &str, now: u128) -> u128 {
        let status = statuses().into_iter().find(|s| s.key == key).unwrap();
        board()
            .column_for(&status, Some(Uuid::from_u128(now).into()))
            .unwrap()
            .uuid()
            .as_u128()
    }

    #[test]
    fn the_default_board_moves_as_documented() {
        let table = [
            ("open", 2, 0),
            ("in_progress", 0, 1),
            ("review", 0, 2),
            ("waiting", 1, 1),
            ("pending_approval", 2, 2),
            ("resolved", 0, 3),
            ("closed", 1, 3),
            ("closed", 3, 3),
        ];
        for (key, now, then) in table {
            assert_eq!(move_to(key, now), then, "{key} from column {now}");
        }
    }

    #[test]
    fn a_new_ticket_starts_in_its_status_column() {
        let statuses = statuses();
        let first = board().columns()[0].id;
        assert_eq!(board().column_for(&statuses[0], None), Some(first));
        assert_eq!(
            board().column_for(&statuses[3], None),
            Some(first),
            "no column of its own: the first"
        );
    }

    #[test]
    fn a_moved_card_keeps_its_status_only_where_that_is_at_home() {
        let table = [
            ("open", 0, true),
            ("open", 1, false),
            ("resolved", 3, true),
            ("closed", 3, true),
            ("closed", 2, false),
            ("waiting", 1, false),
            ("waiting", 3, false),
        ];
        for (key, column, keeps) in table {
            let status = statuses().into_iter().find(|s| s.key == key).unwrap();
            let column = Uuid::from_u128(column).into();
            assert_eq!(board().is_home_of(&status, column), keeps, "{key} in {column}");
        }
    }

    proptest! {
        #[test]
        fn moving_twice_moves_no_further(status in 0usize..7, now in 0u128..4) {
            let status = &statuses()[status];
            let once = board().column_for(status, Some(Uuid::from_u128(now).into()));
            prop_assert_eq!(board().column_for(status, once), once);
        }

        #[test]
        fn a_column_that_names_a_status_agrees_with_it(status in 0usize..7, now in 0u128..4) {
            let status = &statuses()[status];
            let column = board().column_for(status, Some(Uuid::from_u128(now).into())).unwrap();
            let named = board().columns().iter().any(|c| c.status == status.id);
            prop_assert!(!named || board().status_in(column) == Some(status.id));
        }
    }
}
