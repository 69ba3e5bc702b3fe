//! SQL types of our own, so that one schema serves both databases, and the values that go in and out of them.
//!
//! What the rows hold are these values and plain primitives; the domain's types are made of them next to each row.

use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::Pg,
    query_builder::QueryId,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{BigInt, Date, SqlType, Timestamptz, Uuid as PgUuid},
    sqlite::Sqlite,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{array::TryFromSliceError, fmt, io::Write};
use tessera_domain::time::{NaiveDate, Time, parse_day};
use tessera_ports::{StoreError, world::Fingerprint};
use uuid::Uuid;

/// `uuid`, or a blob of 16 bytes.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct Uid;

/// `timestamptz`, or whole microseconds since 1970.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Long"))]
pub struct Stamp;

/// `jsonb`, or JSON text.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
pub struct Document;

/// `date`, or a text like `2026-02-03`.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1082, array_oid = 1182), sqlite_type(name = "Text"))]
pub struct Day;

/// An id as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Uid)]
pub struct Key(Uuid);

/// The stored form of an id.
pub fn key(id: impl Into<Uuid>) -> Key {
    Key(id.into())
}

impl Key {
    /// The id of whatever kind it is.
    pub fn id<Id: From<Uuid>>(self) -> Id {
        self.0.into()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A moment as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Stamp)]
pub struct At(Time);

/// The stored form of a moment.
pub const fn at(time: Time) -> At {
    At(time)
}

impl At {
    /// The moment.
    pub const fn time(self) -> Time {
        self.0
    }
}

/// A plain calendar day as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Day)]
pub struct OnDay(NaiveDate);

/// The stored form of a day.
pub const fn on_day(day: NaiveDate) -> OnDay {
    OnDay(day)
}

impl OnDay {
    /// The day.
    pub const fn day(self) -> NaiveDate {
        self.0
    }
}

/// A JSON document as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Document)]
pub struct Doc(String);

/// The stored form of a document.
pub fn doc(value: &impl Serialize) -> Doc {
    // Only maps whose keys are no texts cannot be written, and none of ours is one. An empty text would be
    // refused by both databases.
    Doc(serde_json::to_string(value).unwrap_or_default())
}

impl Doc {
    /// What the document says.
    pub fn parse<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(&self.0)
    }
}

/// The fingerprint that those stored bytes are.
pub fn fingerprint(stored: &[u8]) -> Result<Fingerprint, TryFromSliceError> {
    stored.try_into().map(Fingerprint)
}

/// Makes the error for a bad value in a column of one row.
pub fn corrupt(
    table: &'static str,
    row: impl fmt::Display,
) -> impl Fn(&'static str, &dyn fmt::Display) -> StoreError {
    move |column, detail| StoreError::Corrupt {
        table,
        column,
        detail: format!("row {row}: {detail}"),
    }
}

impl ToSql<Uid, Pg> for Key {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<PgUuid, Pg>::to_sql(&self.0, out)
    }
}

impl ToSql<Uid, Sqlite> for Key {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<Uid, Pg> for Key {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        FromSql::<PgUuid, Pg>::from_sql(value).map(Self)
    }
}

impl FromSql<Uid, Sqlite> for Key {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(value.read_blob())?))
    }
}

impl ToSql<Stamp, Pg> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Timestamptz, Pg>::to_sql(&self.0.to_chrono(), &mut out.reborrow())
    }
}

impl ToSql<Stamp, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.micros());
        Ok(IsNull::No)
    }
}

impl FromSql<Stamp, Pg> for At {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let moment: chrono::DateTime<chrono::Utc> = FromSql::<Timestamptz, Pg>::from_sql(value)?;
        Time::from_micros(moment.timestamp_micros())
            .map(Self)
            .ok_or_else(|| "a time out of range".into())
    }
}

impl FromSql<Stamp, Sqlite> for At {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let micros = FromSql::<BigInt, Sqlite>::from_sql(value)?;
        Time::from_micros(micros)
            .map(Self)
            .ok_or_else(|| "a time out of range".into())
    }
}

impl ToSql<Day, Pg> for OnDay {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Date, Pg>::to_sql(&self.0, &mut out.reborrow())
    }
}

impl ToSql<Day, Sqlite> for OnDay {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<Day, Pg> for OnDay {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        FromSql::<Date, Pg>::from_sql(value).map(Self)
    }
}

impl FromSql<Day, Sqlite> for OnDay {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        parse_day(value.read_text())
            .map(Self)
            .ok_or_else(|| "not a day".into())
    }
}

/// The version that every `jsonb` value on the wire begins with.
const JSONB_VERSION: u8 = 1;

impl ToSql<Document, Pg> for Doc {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[JSONB_VERSION])?;
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl ToSql<Document, Sqlite> for Doc {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_str());
        Ok(IsNull::No)
    }
}

impl FromSql<Document, Pg> for Doc {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes() {
            [JSONB_VERSION, text @ ..] => Ok(Self(std::str::from_utf8(text)?.to_owned())),
            _ => Err("a jsonb value of an unknown version".into()),
        }
    }
}

impl FromSql<Document, Sqlite> for Doc {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.read_text().to_owned()))
    }
}
