//! A browser: keeps cookies, fills in forms.

use super::world::{PASSWORD, World};
use crate::{Console, ConsoleSettings};
use actix_web::{
    http::{
        StatusCode,
        header::{COOKIE, HeaderMap, SET_COOKIE},
    },
    test::{self, TestRequest},
};
use std::{collections::BTreeMap, sync::Arc};
use tessera_application::sessions::Policy;
use tessera_domain::tenant::Slug;
use tessera_http::kernel::{self, Kernel, WebSettings};
use url::form_urlencoded::Serializer;

pub(crate) const ORIGIN: &str = "https://tickets.example";

pub(crate) struct Browser {
    pub(crate) world: World,
    pub(crate) cookies: BTreeMap<String, String>,
    kernel: Arc<Kernel>,
    console: Arc<Console>,
}

pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    /// One that reaches pages with these settings.
    pub(crate) fn at(settings: ConsoleSettings) -> Self {
        Self {
            console: Arc::new(Console::new(settings).unwrap()),
            ..Self::new()
        }
    }

    pub(crate) fn with(change: impl FnOnce(&mut Policy)) -> Self {
        let world = World::default();
        let mut policy = Policy::new(Slug::parse("default").unwrap());
        change(&mut policy);
        let kernel = Kernel::new(world.application(policy), Vec::new(), WebSettings::default()).unwrap();
        Self {
            world,
            cookies: BTreeMap::new(),
            kernel: Arc::new(kernel.with_pages(Console::pages())),
            console: Arc::new(Console::new(ConsoleSettings::default()).unwrap()),
        }
    }

    /// One in which Robin is signed in.
    pub(crate) async fn signed_in() -> Self {
        let mut browser = Self::new();
        browser.sign_in().await;
        browser
    }

    pub(crate) async fn sign_in(&mut self) {
        let page = self
            .submit("/auth/signin", &[("login", "robin"), ("password", PASSWORD)])
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    }

    pub(crate) async fn send(&mut self, request: TestRequest) -> Page {
        let console = Arc::clone(&self.console);
        let app = kernel::app(&self.kernel).configure(move |config| console.configure(config));
        let app = test::init_service(app).await;
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .insert_header(("host", "tickets.example"))
            .insert_header((COOKIE, cookies.join("; ")));
        let response = test::call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        for header in headers.get_all(SET_COOKIE) {
            self.keep(header.to_str().unwrap());
        }
        let body = test::read_body(response).await;
        Page {
            status,
            headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    fn keep(&mut self, header: &str) {
        let (pair, attributes) = header.split_once("; ").unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        let secure = self.console.settings().secure;
        let end = if secure {
            "; HttpOnly; SameSite=Lax; Secure"
        } else {
            "; HttpOnly; SameSite=Lax"
        };
        assert!(attributes.ends_with(end), "{header}");
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(TestRequest::get().uri(path)).await
    }

    /// Sends exactly these fields.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(form(path, fields)).await
    }

    /// Sends these fields with the token of the page with the form.
    pub(crate) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let shown = if matches!(path, "/auth/signin" | "/auth/password") {
            path
        } else {
            "/auth/account"
        };
        let token = self.get(shown).await.token();
        let mut fields = fields.to_vec();
        fields.push(("token", &token));
        self.post(path, &fields).await
    }
}

pub(crate) fn form(path: &str, fields: &[(&str, &str)]) -> TestRequest {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    TestRequest::post()
        .uri(path)
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload(body)
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// The token of its form.
    pub(crate) fn token(&self) -> String {
        let field = r#"name="token" value=""#;
        let (_, after) = self
            .body
            .split_once(field)
            .unwrap_or_else(|| panic!("{}", self.body));
        after.split('"').next().unwrap().to_owned()
    }

    pub(crate) fn assert_says(&self, status: u16, words: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert!(self.body.contains(words), "{words:?} is not in {}", self.body);
    }
}
