//! Which methods a path has, and what to say on paths and methods that are not there.

use crate::{
    fault::{Fault, FaultKind},
    kernel::Kernel,
    once_document::OnceDocument,
};
use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ResourceDef, ServiceRequest, ServiceResponse},
    guard,
    http::{Method, Uri, uri::PathAndQuery},
    middleware::Next,
    web::{self, ServiceConfig},
};
use utoipa::openapi::path::PathItem;

/// Declares the operations of a dialect once: the routes and the document are made from the same list, so
/// that neither can have what the other lacks.
///
/// Each operation is the path of a handler with a route attribute (`#[get("/x")]`) under `#[utoipa::path]`.
/// Makes `pub fn routes(&mut ServiceConfig)` and the named type, which implements `utoipa::OpenApi`; further
/// `#[openapi(...)]` attributes may be put on it.
///
/// ```
/// mod numbers {
///     use actix_web::{HttpResponse, get};
///
///     #[utoipa::path(responses((status = 200)))]
///     #[get("/numbers")]
///     pub async fn list() -> HttpResponse {
///         HttpResponse::Ok().finish()
///     }
/// }
///
/// tessera_http::operations! {
///     /// Numbers.
///     #[openapi(info(title = "Numbers", version = "1"))]
///     pub struct Document;
///     numbers::list,
/// }
///
/// use utoipa::OpenApi;
/// assert!(Document::openapi().paths.paths.contains_key("/numbers"));
/// let app = actix_web::App::new().configure(routes);
/// ```
#[macro_export]
macro_rules! operations {
    ($(#[$attribute:meta])* pub struct $document:ident; $($($segment:ident)::+),+ $(,)?) => {
        #[derive(::utoipa::OpenApi)]
        $(#[$attribute])*
        #[openapi(paths($($($segment)::+),+))]
        pub struct $document;

        /// Adds the route of every operation.
        pub fn routes(config: &mut ::actix_web::web::ServiceConfig) {
            $(config.service($($segment)::+);)+
        }
    };
}

/// Refuses every method but these at the path as 405, before a pattern beside it, like `/{id}`, takes the path's word for its
/// own.
pub fn only(config: &mut ServiceConfig, path: &str, methods: &'static [Method]) {
    let other = guard::fn_guard(|context| !methods.contains(&context.head().method));
    config.service(web::resource(path).guard(other).to(fallback));
}

/// The methods of every known path.
#[derive(Clone, Default)]
pub(crate) struct Routes(Vec<Known>);

#[derive(Clone)]
struct Known {
    pattern: String,
    resource: ResourceDef,
    methods: Vec<Method>,
}

impl Routes {
    /// Learns the paths of a document.
    pub(crate) fn learn(&mut self, document: &OnceDocument) {
        for (pattern, methods) in document.paths() {
            self.add(pattern, methods.to_vec());
        }
    }

    /// Adds a path. `HEAD` is there wherever `GET` is.
    pub(crate) fn add(&mut self, pattern: &str, mut methods: Vec<Method>) {
        if methods.contains(&Method::GET) && !methods.contains(&Method::HEAD) {
            methods.push(Method::HEAD);
        }
        let resource = ResourceDef::new(pattern);
        self.0.push(Known {
            pattern: pattern.to_owned(),
            resource,
            methods,
        });
    }

    /// The methods that the path has, each once; none if there is no such path. A path that is documented word for
    /// word has the methods documented there, and not those of a pattern like `/x/{id}` that matches it too.
    pub(crate) fn allowed(&self, path: &str) -> Vec<Method> {
        let mut allowed = Vec::new();
        let literal = self.literal(path);
        let known = self.0.iter().filter(|known| {
            if literal {
                known.pattern == path
            } else {
                known.resource.is_match(path)
            }
        });
        for method in known.flat_map(|known| &known.methods) {
            if !allowed.contains(method) {
                allowed.push(method.clone());
            }
        }
        allowed
    }

    /// The first pattern that matches the path and has the method.
    pub(crate) fn pattern(&self, path: &str, method: &Method) -> Option<&str> {
        let mut of_method = self.0.iter().filter(|known| known.methods.contains(method));
        let known = of_method.find(|known| known.resource.is_match(path))?;
        Some(&known.pattern)
    }

    fn literal(&self, path: &str) -> bool {
        self.0.iter().any(|known| known.pattern == path)
    }
}

/// The methods that a path of a document has.
pub(crate) fn methods(item: &PathItem) -> Vec<Method> {
    let operations = [
        (&item.get, Method::GET),
        (&item.put, Method::PUT),
        (&item.post, Method::POST),
        (&item.delete, Method::DELETE),
        (&item.options, Method::OPTIONS),
        (&item.head, Method::HEAD),
        (&item.patch, Method::PATCH),
        (&item.trace, Method::TRACE),
    ];
    operations
        .into_iter()
        .filter(|(operation, _)| operation.is_some())
        .map(|(_, method)| method)
        .collect()
}

/// Answers whatever no route takes: 405 where the path has other methods, else 404.
pub(crate) async fn fallback(request: HttpRequest) -> Result<HttpResponse, Fault> {
    let allowed = Kernel::of(&request)?.routes().allowed(request.path());
    if allowed.is_empty() || allowed.contains(request.method()) {
        Err(Fault::saying(
            FaultKind::NotFound,
            "There is nothing at this path",
        ))
    } else {
        Err(Fault::method_not_allowed(allowed))
    }
}

/// Keeps a path that is documented word for word, like `/columns/reorder`, from the handlers of a pattern that matches
/// it too, like `/columns/{id}`: a middleware for the scopes of dialects that have both, inside of `Authenticate`.
///
/// # Errors
/// That the path has not the method; those of what comes next.
pub async fn literal_paths_first(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let routes = Kernel::of(request.request())?.routes();
    if routes.literal(request.path()) {
        let allowed = routes.allowed(request.path());
        if !allowed.contains(request.method()) {
            return Err(Fault::method_not_allowed(allowed).into());
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

/// Routes every path with a slash at its end as the same one without, for dialects that take both: a middleware for
/// their scopes.
///
/// # Errors
/// Those of what comes next.
pub async fn without_last_slash(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if let Some(shorter) = shorter(request.uri()) {
        request.match_info_mut().get_mut().update(&shorter);
        request.head_mut().uri = shorter;
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

/// The other way round: routes every path without a slash at its end as the same one with it, for dialects whose paths
/// are documented so. Redirecting would lose the bodies of clients that repeat a redirected request as `GET`.
///
/// # Errors
/// Those of what comes next.
pub async fn with_last_slash(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if let Some(longer) = longer(request.uri()) {
        request.match_info_mut().get_mut().update(&longer);
        request.head_mut().uri = longer;
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn shorter(uri: &Uri) -> Option<Uri> {
    with_path(uri, uri.path().strip_suffix('/')?)
}

fn longer(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    (!path.ends_with('/')).then(|| with_path(uri, &format!("{path}/")))?
}

/// The same address with another path.
fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let whole = match uri.query() {
        Some(query) => PathAndQuery::try_from(format!("{path}?{query}")),
        None => PathAndQuery::try_from(path),
    };
    whole.ok().map(Uri::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gains_or_loses_its_last_slash_and_keeps_its_query() {
        let of = |change: fn(&Uri) -> Option<Uri>, text: &str| {
            change(&text.parse().unwrap()).map(|uri| uri.to_string())
        };
        assert_eq!(
            of(longer, "/a/1?page=2&x=%2F").as_deref(),
            Some("/a/1/?page=2&x=%2F")
        );
        assert_eq!(of(longer, "/a").as_deref(), Some("/a/"));
        assert_eq!((of(longer, "/a/"), of(longer, "/a/?x=/")), (None, None));
        assert_eq!(of(shorter, "/a/1/?page=2").as_deref(), Some("/a/1?page=2"));
        assert_eq!(of(shorter, "/a/1"), None);
    }

    #[test]
    fn a_path_has_the_methods_documented_for_it() {
        let mut routes = Routes::default();
        routes.add("/tickets/stats", vec![Method::GET]);
        routes.add("/tickets/{id}", vec![Method::PUT, Method::DELETE]);
        assert_eq!(routes.allowed("/tickets/7"), [Method::PUT, Method::DELETE]);
        assert_eq!(routes.allowed("/tickets/stats"), [Method::GET, Method::HEAD]);
        assert!(routes.allowed("/tickets").is_empty());
        assert!(routes.allowed("/tickets/7/").is_empty());
        assert_eq!(
            routes.pattern("/tickets/stats", &Method::PUT),
            Some("/tickets/{id}")
        );
        assert_eq!(routes.pattern("/tickets/stats", &Method::POST), None);
    }
}
