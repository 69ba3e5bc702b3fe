//! A ticket in a list, in either of its shapes.

use super::{card::TicketCard, ticket::TicketListed};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr,
        schema::{AnyOfBuilder, Schema},
    },
};

/// A ticket in a list.
#[derive(Serialize)]
#[serde(untagged)]
pub enum TicketListItem {
    /// In full, when no fields were chosen.
    Full(Box<TicketListed>),
    /// With the chosen fields.
    Card(Box<TicketCard>),
}

/// Written by hand because a full ticket is a card as well, which the derived `oneOf` would forbid.
impl PartialSchema for TicketListItem {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .description(Some(
                "A ticket: in full when no `fields` were chosen, else with those chosen.",
            ))
            .item(Ref::from_schema_name(TicketListed::name()))
            .item(Ref::from_schema_name(TicketCard::name()))
            .into()
    }
}

impl ToSchema for TicketListItem {
    fn name() -> Cow<'static, str> {
        "TicketListItem".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((TicketListed::name().into(), TicketListed::schema()));
        schemas.push((TicketCard::name().into(), TicketCard::schema()));
        TicketListed::schemas(schemas);
        TicketCard::schemas(schemas);
    }
}
