//! Parts of lists: which one a client asks for, and the addresses of those beside it.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload};
use serde::Serialize;
use std::{
    fmt::Write,
    future::{Ready, ready},
};
use tessera_application::{Application, Result as Outcome};
use tessera_domain::listing::{Page, Window};
use tessera_http::{
    address::PublicOrigin,
    answer::{self, StoredAnswer},
    fault::{Fault, FaultKind},
    query::Params,
    work::Work,
};
use utoipa::{IntoParams, ToSchema};

/// How many things a page has unless the client says otherwise.
const USUAL_SIZE: i64 = 20;
/// The most that a page has.
pub const MOST: i64 = 100;
/// The most things of a list that is sent without pages.
pub const MOST_BARE: i64 = 1000;

const PAGE: &str = "page";
const PAGE_SIZE: &str = "page_size";

/// A part of a list with its neighbours.
#[derive(Serialize, ToSchema)]
pub struct Paged<T> {
    /// How many things the list has in all.
    #[schema(minimum = 0)]
    pub count: i64,
    /// The address of the next part, if there is one.
    pub next: Option<String>,
    /// The address of the part before, if there is one.
    pub previous: Option<String>,
    /// The things of this part.
    pub results: Vec<T>,
}

/// A list that is sent whole unless a page of it is asked for.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "only the document knows it; what is sent is either of them"
)]
pub enum Listed<T> {
    /// All of it.
    Bare(Vec<T>),
    /// The page.
    Paged(Paged<T>),
}

/// Which part of a list is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read by `Paging`"
)]
pub struct PageQuery {
    /// The page, from 1, or `last`.
    #[param(value_type = crate::schema::PageNumber, inline, required = false)]
    page: String,
    /// How many things a page has: 20 unless it is said, or is no positive number. More than 100 is 100.
    #[param(value_type = crate::schema::PageSize, inline, required = false)]
    page_size: i64,
}

/// Which part of a list the request asks for.
#[derive(Debug)]
pub struct Paging {
    address: String,
    /// The query's names and values.
    query: Vec<(String, String)>,
    wanted: Option<Wanted>,
    size: i64,
    asked: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    Number(i64),
    Last,
}

/// A part of a list, and the number of its page.
#[derive(Debug)]
struct Part<T> {
    page: Page<T>,
    number: i64,
}

impl Paging {
    fn new(address: String, query: &str) -> Self {
        let mut params = Params::parse(query);
        let asked = params.has(PAGE) || params.has(PAGE_SIZE);
        let (number, size) = (params.values(PAGE).pop(), params.values(PAGE_SIZE).pop());
        let query = params
            .all()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            address,
            query: query.collect(),
            wanted: number.map_or(Some(Wanted::Number(1)), |text| wanted(&text)),
            size: size.map_or(USUAL_SIZE, |text| self::size(&text)),
            asked,
        }
    }

    /// The part, by a reader of any part. Nothing when there is no such page.
    ///
    /// # Errors
    /// The reader's.
    fn part<T>(
        &self,
        app: &Application,
        read: impl Fn(&Application, Window) -> Outcome<Page<T>>,
    ) -> Outcome<Option<Part<T>>> {
        let number = match self.wanted {
            None => return Ok(None),
            Some(Wanted::Number(number)) => number,
            Some(Wanted::Last) => {
                let first = read(app, Window::page(1, self.size))?;
                let last = self.page_count(first.total);
                if last == 1 {
                    return Ok(Some(Part {
                        page: first,
                        number: 1,
                    }));
                }
                last
            }
        };
        if number < 1 {
            return Ok(None);
        }
        let page = read(app, Window::page(number, self.size))?;
        let is_there = number <= self.page_count(page.total);
        Ok(is_there.then_some(Part { page, number }))
    }

    /// Answers with the part that is asked for.
    ///
    /// # Errors
    /// The reader's, and when there is no such page.
    pub async fn pages<T, V: Serialize>(
        self,
        work: &Work,
        read: impl Fn(&Application, Window) -> Outcome<Page<T>> + Send + 'static,
        view: impl FnMut(T) -> V + Send + 'static,
    ) -> Result<HttpResponse, Fault> {
        self.pages_by(work, |_| Ok(read), view).await
    }

    /// The same by a reader that is found out first.
    ///
    /// # Errors
    /// As [`pages`](Self::pages), and those of finding it out, which come before all others.
    pub async fn pages_by<R, T, V: Serialize>(
        self,
        work: &Work,
        settle: impl FnOnce(&Application) -> Outcome<R> + Send + 'static,
        view: impl FnMut(T) -> V + Send + 'static,
    ) -> Result<HttpResponse, Fault>
    where
        R: Fn(&Application, Window) -> Outcome<Page<T>>,
    {
        let in_pages = Self { asked: true, ..self };
        in_pages.list_by(work, settle, view).await
    }

    /// Answers with the whole list, unless a part of it is asked for.
    ///
    /// # Errors
    /// The reader's, and when there is no such page.
    pub async fn list<T, V: Serialize>(
        self,
        work: &Work,
        read: impl Fn(&Application, Window) -> Outcome<Page<T>> + Send + 'static,
        view: impl FnMut(T) -> V + Send + 'static,
    ) -> Result<HttpResponse, Fault> {
        self.list_by(work, |_| Ok(read), view).await
    }

    /// The same by a reader that is found out first.
    ///
    /// # Errors
    /// As [`list`](Self::list), and those of finding it out, which come before all others.
    pub async fn list_by<R, T, V: Serialize>(
        self,
        work: &Work,
        settle: impl FnOnce(&Application) -> Outcome<R> + Send + 'static,
        view: impl FnMut(T) -> V + Send + 'static,
    ) -> Result<HttpResponse, Fault>
    where
        R: Fn(&Application, Window) -> Outcome<Page<T>>,
    {
        let shown = work.read(move |app| {
            let read = settle(app)?;
            if self.asked {
                let part = self.part(app, read)?;
                return Ok(part.map(|part| answer::json(200, &self.paged(part, view))));
            }
            let window = Window {
                offset: 0,
                limit: MOST_BARE,
            };
            let whole = read(app, window)?;
            let listed: Vec<V> = whole.items.into_iter().map(view).collect();
            Ok(Some(answer::json(200, &listed)))
        });
        there(shown.await?)
    }

    /// The part with its neighbours.
    fn paged<T, V>(&self, part: Part<T>, view: impl FnMut(T) -> V) -> Paged<V> {
        let Part { page, number } = part;
        let last = self.page_count(page.total);
        Paged {
            count: page.total,
            next: (number < last).then(|| self.link(number.saturating_add(1))),
            previous: (number > 1).then(|| self.link(number - 1)),
            results: page.items.into_iter().map(view).collect(),
        }
    }

    /// How many pages so many things fill. An empty list has one, too.
    fn page_count(&self, total: i64) -> i64 {
        total.saturating_add(self.size - 1).div_euclid(self.size).max(1)
    }

    /// The address of another page: the other parameters in the order of their names, and no number for the first.
    fn link(&self, number: i64) -> String {
        let others = self.query.iter().filter(|(name, _)| name != PAGE);
        let mut query: Vec<(&str, String)> = others
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        if number > 1 {
            query.push((PAGE, number.to_string()));
        }
        query.sort_by_key(|(name, _)| *name);
        let pairs = query
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        if query.is_empty() {
            self.address.clone()
        } else {
            format!("{}?{query}", self.address)
        }
    }
}

/// The answer, if there is such a page.
fn there(shown: Option<StoredAnswer>) -> Result<HttpResponse, Fault> {
    let shown = shown.ok_or_else(|| Fault::new(FaultKind::NotFound))?;
    Ok(answer::to_response(shown))
}

impl FromRequest for Paging {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let paging = PublicOrigin::of(request).map(|PublicOrigin(origin)| {
            let address = format!("{origin}{}", request.path());
            Self::new(address, request.query_string())
        });
        ready(paging)
    }
}

/// The page that a text names.
fn wanted(text: &str) -> Option<Wanted> {
    if text == "last" {
        return Some(Wanted::Last);
    }
    text.trim().parse().ok().map(Wanted::Number)
}

/// The size that a text names: what is too much is the most, and what is no size is the usual one.
fn size(text: &str) -> i64 {
    let text = text.trim();
    match text.parse::<i64>() {
        Ok(size) if size > 0 => size.min(MOST),
        Err(_) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => MOST,
        _ => USUAL_SIZE,
    }
}

/// As forms encode texts.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            // Writing to a text cannot fail.
            other => drop(write!(encoded, "%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
