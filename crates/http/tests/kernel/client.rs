//! Requests to the app in process.

use crate::{desk, shop, world};
use actix_web::{
    body::to_bytes,
    http::{StatusCode, header::HeaderMap},
    test::{self, TestRequest},
};
use futures_util::future::LocalBoxFuture;
use serde_json::Value;
use std::{rc::Rc, sync::Arc};
use tessera_http::kernel::{self, Kernel, WebSettings};

/// An answer with its body read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {:?}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The kind of the fault that the test dialect rendered.
    pub fn fault(&self) -> String {
        self.json()["oops"].as_str().unwrap_or_default().to_owned()
    }
}

pub fn kernel(settings: WebSettings) -> Arc<Kernel> {
    let kernel = Kernel::new(world::application(), vec![shop::DIALECT], settings).unwrap();
    Arc::new(kernel.with_pages(desk::PAGES))
}

/// One worker's app.
pub struct Client(Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>);

impl Client {
    /// With production's settings.
    pub async fn new() -> Self {
        Self::of(&kernel(WebSettings::default())).await
    }

    pub async fn of(kernel: &Arc<Kernel>) -> Self {
        let app = Rc::new(test::init_service(kernel::app(kernel)).await);
        Self(Box::new(move |request| {
            let app = Rc::clone(&app);
            Box::pin(async move {
                let response = test::call_service(&*app, request.to_request()).await;
                let (status, headers) = (response.status(), response.headers().clone());
                let body = to_bytes(response.into_body()).await.unwrap();
                Answer {
                    status,
                    headers,
                    text: String::from_utf8(body.to_vec()).unwrap(),
                }
            })
        }))
    }

    pub async fn send(&self, request: TestRequest) -> Answer {
        (self.0)(request).await
    }
}

pub fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path).insert_header(("x-api-key", "admin"))
}

pub fn post(path: &str, json: &str) -> TestRequest {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(("x-api-key", "admin"));
    request
        .insert_header(("content-type", "application/json"))
        .set_payload(json.to_owned())
}
