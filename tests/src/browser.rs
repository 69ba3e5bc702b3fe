//! A person's browser: it keeps cookies, reads forms and sends them as browsers do.

use crate::{Client, Reply, TestApp};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use url::{Url, form_urlencoded};

/// Where people sign in.
pub const SIGN_IN: &str = "/auth/signin";
/// Where a phone sends the browser.
pub const HAND_OVER: &str = "/auth/mobile/handoff";

/// A browser with cookies of its own, at the address under which the application is published.
pub struct Browser {
    client: Client,
    origin: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A form on a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// How.
    pub method: String,
    /// What it says of its own: every input's name and value, in order.
    pub fields: Vec<(String, String)>,
}

/// A cookie as a server sets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetCookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its attributes, in lower case and in order: `secure`, `path=/`.
    pub attributes: Vec<String>,
}

impl Browser {
    /// One that nobody has used yet.
    pub fn new(app: &TestApp) -> Self {
        Self::at(app.anonymous(), &app.origin())
    }

    /// One that takes what the client reaches for that origin.
    pub fn at(client: Client, origin: &str) -> Self {
        Self {
            client,
            origin: origin.to_owned(),
            cookies: Mutex::default(),
        }
    }

    /// The same person at the same place again: the same cookies.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self {
            client: self.client.clone(),
            origin: self.origin.clone(),
            cookies: Mutex::new(self.cookies().clone()),
        }
    }

    /// One that always sends this header too.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        Self {
            client: self.client.with(name, value),
            ..self
        }
    }

    /// Opens a page, by its path or by its whole address.
    #[track_caller]
    pub fn open(&self, address: &str) -> Reply {
        self.send("GET", address, &[("sec-fetch-site", "none")], b"")
    }

    /// Opens a page and whatever it leads to here, until one is shown or the way leads elsewhere.
    #[track_caller]
    pub fn follow(&self, address: &str) -> Reply {
        let mut reply = self.open(address);
        for _ in 0..5 {
            let Some(next) = location(&reply).filter(|next| self.is_here(next)) else {
                break;
            };
            reply = self.open(&next);
        }
        reply
    }

    /// Sends a form, with these values in place of its own.
    #[track_caller]
    pub fn submit(&self, form: &Form, values: &[(&str, &str)]) -> Reply {
        self.submit_from("same-origin", form, values)
    }

    /// The same as a page elsewhere would let the browser do it: on `cross-site` or `same-site`.
    #[track_caller]
    pub fn submit_from(&self, site: &str, form: &Form, values: &[(&str, &str)]) -> Reply {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            // What browsers send from pages that forbid to tell where one comes from.
            ("origin", "null"),
            ("sec-fetch-site", site),
            ("sec-fetch-mode", "navigate"),
        ];
        let method = form.method.to_uppercase();
        self.send(&method, &form.action, &headers, form.body(values).as_bytes())
    }

    /// Sends what it is told to, with its cookies, and keeps those that come back.
    #[track_caller]
    pub fn send(&self, method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let cookies: Vec<String> = self
            .cookies()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        let reply = self.client.request(method, self.path(address), &headers, body);
        self.keep(&reply);
        reply
    }

    /// What the server would call this cookie's value.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().get(name).cloned()
    }

    /// Its cookies by name.
    pub fn all_cookies(&self) -> BTreeMap<String, String> {
        self.cookies().clone()
    }

    /// Puts a cookie in, or takes it away.
    pub fn set_cookie(&self, name: &str, value: Option<&str>) {
        let mut cookies = self.cookies();
        match value {
            Some(value) => cookies.insert(name.to_owned(), value.to_owned()),
            None => cookies.remove(name),
        };
    }

    /// The form for a password, which the sign-in page must have.
    #[track_caller]
    pub fn sign_in_form(&self) -> Form {
        self.sign_in_form_at(SIGN_IN)
    }

    /// The same at an address that says where to go afterwards.
    #[track_caller]
    pub fn sign_in_form_at(&self, address: &str) -> Form {
        let page = self.follow(address).expect(200);
        let form = forms(&page).into_iter().find(|form| form.has("password"));
        form.unwrap_or_else(|| panic!("no form for a password: {}", page.text()))
    }

    /// Tries a password on the sign-in page.
    #[track_caller]
    pub fn try_sign_in(&self, login: &str, password: &str) -> Reply {
        let form = self.sign_in_form();
        self.submit(&form, &[("login", login), ("password", password)])
    }

    /// Signs in, which must succeed.
    #[track_caller]
    pub fn sign_in(&self, login: &str, password: &str) {
        let reply = self.try_sign_in(login, password);
        assert_eq!(reply.status, 303, "{}", reply.text());
        assert!(self.is_signed_in(), "no session after the sign-in");
    }

    /// Whether the browser is in a session: only then people see who they are.
    #[track_caller]
    pub fn is_signed_in(&self) -> bool {
        let reply = self.open("/auth/account");
        match reply.status {
            200 => true,
            302 | 303 | 401 => false,
            status => panic!("{status}: {}", reply.text()),
        }
    }

    fn is_here(&self, address: &str) -> bool {
        address.starts_with('/') || address.starts_with(&format!("{}/", self.origin))
    }

    fn path<'a>(&self, address: &'a str) -> &'a str {
        let path = address.strip_prefix(&self.origin).unwrap_or(address);
        assert!(path.starts_with('/'), "{address} is elsewhere");
        path
    }

    fn keep(&self, reply: &Reply) {
        for cookie in set_cookies(reply) {
            self.set_cookie(&cookie.name, (!cookie.is_removal()).then_some(&cookie.value));
        }
    }

    fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Form {
    /// Whether it has a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// Its own value of that field.
    pub fn value(&self, name: &str) -> Option<&str> {
        let mut named = self.fields.iter().filter(|(known, _)| known == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// What is sent with these values in place of its own.
    pub fn body(&self, values: &[(&str, &str)]) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let given = |name: &str| values.iter().find(|(known, _)| *known == name);
        for (name, value) in &self.fields {
            body.append_pair(name, given(name).map_or(value, |(_, value)| value));
        }
        for (name, value) in values.iter().filter(|(name, _)| !self.has(name)) {
            body.append_pair(name, value);
        }
        body.finish()
    }
}

impl SetCookie {
    /// Whether it takes the cookie away.
    pub fn is_removal(&self) -> bool {
        self.attributes.iter().any(|attribute| attribute == "max-age=0")
    }

    /// Whether it has this attribute, in lower case.
    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|known| known == attribute)
    }
}

/// The cookies that an answer sets or takes away.
pub fn set_cookies(reply: &Reply) -> Vec<SetCookie> {
    let lines = reply.headers.get_all("set-cookie").iter();
    lines
        .map(|line| {
            let line = line.to_str().expect("a cookie is text");
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            let attributes = rest.split(';').map(|part| part.trim().to_lowercase());
            SetCookie {
                name: name.trim().to_owned(),
                value: value.trim().to_owned(),
                attributes: attributes.filter(|part| !part.is_empty()).collect(),
            }
        })
        .collect()
}

/// Where an answer leads.
pub fn location(reply: &Reply) -> Option<String> {
    let leads = (300..400).contains(&reply.status);
    reply.header("location").filter(|_| leads).map(ToOwned::to_owned)
}

/// The parameter of a URL, decoded.
pub fn parameter(address: &str, name: &str) -> Option<String> {
    let base = Url::parse("http://relative.invalid").expect("a URL");
    let url = base.join(address).ok()?;
    let mut pairs = url.query_pairs();
    pairs
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// A value as it stands in a query.
pub fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// The forms of a page. Knows as much of HTML as the pages of the product use.
pub fn forms(page: &Reply) -> Vec<Form> {
    let text = page.text();
    let mut forms = Vec::new();
    let mut rest = text.as_str();
    while let Some((_, from)) = rest.split_once("<form") {
        let (inside, after) = from.split_once("</form>").expect("a form ends");
        let (head, body) = inside.split_once('>').expect("a tag ends");
        let head = attributes(head);
        forms.push(Form {
            action: head.get("action").cloned().unwrap_or_default(),
            method: head.get("method").cloned().unwrap_or_else(|| "get".to_owned()),
            fields: fields(body),
        });
        rest = after;
    }
    forms
}

fn fields(body: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for piece in body.split('<').skip(1) {
        let Some(tag) = ["input", "button"]
            .into_iter()
            .find_map(|name| piece.strip_prefix(name))
        else {
            continue;
        };
        let tag = attributes(tag.split('>').next().unwrap_or_default());
        if let Some(name) = tag.get("name") {
            fields.push((name.clone(), tag.get("value").cloned().unwrap_or_default()));
        }
    }
    fields
}

/// `name="value"` and bare names.
fn attributes(tag: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    let mut rest = tag.trim_start();
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a value ends"),
            None => ("", after.trim_start_matches('=')),
        };
        attributes.insert(name.to_lowercase(), plain(value));
        rest = after.trim_start();
    }
    attributes
}

/// A text of HTML as people read it.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let named = after
            .split_once(';')
            .and_then(|(name, after)| Some((meant(name)?, after)));
        let (c, after) = named.unwrap_or(('&', after));
        plain.push(c);
        rest = after;
    }
    plain + rest
}

/// The character that a reference names.
fn meant(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
