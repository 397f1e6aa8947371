//! The front desk: what every request passes, in this order, before and after the room it asks for.
//!
//! Guards, body, room, profile of headers, one line in the log. Plain functions around one router: nothing here is
//! looked up twice and nothing is read from a disk.

use crate::{
    api::Doors,
    assets::Assets,
    config::{Config, Deadlines, Origin, seconds},
    errors::{self, Surroundings},
    guards::Guards,
    headers::{self, Nonce},
    networks::Networks,
    pace::Answering,
    packing::{self, Coding},
    router::{self, Route},
    telemetry,
    worker::Bell,
};
use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Method, Request, Response, StatusCode, header, request::Parts},
};
use domain::calendar::Date;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use services::{Services, fault::Fault};
use std::{
    any::Any,
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::time::{timeout, timeout_at};
use tower::ServiceExt;

/// Everything a room may need. One for the whole process.
pub struct Desk {
    /// The work.
    pub services: Services,
    /// The built site, in memory.
    pub assets: Assets,
    /// The address members type.
    pub origin: Origin,
    /// Where holes are reported to, if the operator said so.
    pub security_contact: Option<String>,
    /// Rung after each act, so that letters and text messages leave at once.
    pub jobs: Bell,
    /// Reverse proxies that may name the visitor.
    trusted: Networks,
    guards: Guards,
    /// What is counted at the doors for other systems.
    pub(crate) api: Doors,
    body_deadline: Duration,
    handler_deadline: Duration,
}

/// The desk with the rooms behind it.
#[derive(Clone)]
pub struct FrontDesk {
    desk: Arc<Desk>,
    rooms: Router,
}

/// The visitor's own address, for throttling and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Visitor(pub IpAddr);

impl Desk {
    /// A desk for these services.
    pub fn new(services: Services, assets: Assets, origin: Origin, trusted: Networks, config: &Config) -> Arc<Self> {
        let Deadlines { body, handler, .. } = config.deadlines;
        Arc::new(Self {
            services,
            assets,
            guards: Guards::new(origin.clone(), config.limits.clone(), config.api.body_bytes),
            origin,
            security_contact: config.security_contact.clone(),
            jobs: Bell::default(),
            trusted,
            api: Doors::new(&config.api),
            body_deadline: seconds(body),
            handler_deadline: seconds(handler),
        })
    }
}

impl FrontDesk {
    /// The rooms of this desk.
    pub fn new(desk: Arc<Desk>) -> Self {
        Self { rooms: router::rooms(Arc::clone(&desk)), desk }
    }

    /// Answers one request that came over a socket. The answer holds `answering` until its last byte is taken.
    pub async fn receive(&self, request: Request<Incoming>, peer: IpAddr, answering: Answering) -> Response<Paced> {
        let (parts, body) = request.into_parts();
        self.answer(parts, body, peer).await.map(|body| Paced { body, _answering: answering })
    }

    /// Answers one request.
    pub async fn answer<B>(&self, parts: Parts, body: B, peer: IpAddr) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let began = Instant::now();
        let method = parts.method.clone();
        let Ok(nonce) = Nonce::mint() else {
            // Without chance no session, token or key could be trusted either.
            return errors::bare(StatusCode::SERVICE_UNAVAILABLE);
        };
        let coding = Coding::best(&parts.headers);
        let around = Surroundings::of(&self.desk, &parts, &nonce);
        let mut body = pin!(body);
        let heard_by = tokio::time::Instant::now() + self.desk.body_deadline;
        let admitted = self.desk.admitted(parts, body.as_mut(), heard_by, (peer, &nonce)).await;
        let heard_out = (method == Method::POST && admitted.is_ok()) || is_heard_out(body, heard_by).await;
        let mut response = match admitted {
            Ok(request) => self.in_room(request, &around).await,
            Err(status) => errors::page(&self.desk, &around, status, None),
        };
        headers::dress(&mut response, &nonce, &self.desk.origin);
        if !heard_out {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if method == Method::HEAD {
            *response.body_mut() = Body::empty();
        } else if let Some(coding) = coding {
            response = packing::pack(response, coding).await;
        }
        let route = response.extensions().get::<Route>().map_or("-", |route| route.0);
        telemetry::note_request(route, name_of(&method), response.status().as_u16(), began.elapsed());
        response
    }

    /// The room's answer, or an error page when the room gives up or takes too long.
    async fn in_room(&self, request: Request<Body>, around: &Surroundings) -> Response<Body> {
        match timeout(self.desk.handler_deadline, caught(self.rooms.clone().oneshot(request))).await {
            Ok(Ok(Ok(response))) => response,
            Ok(Ok(Err(never))) => match never {},
            Ok(Err(_panic)) => errors::broken(&self.desk, around, &Fault::broken("a room gave up")),
            Err(_elapsed) => errors::page(&self.desk, around, StatusCode::SERVICE_UNAVAILABLE, None),
        }
    }
}

impl Desk {
    /// Today at the cinema.
    pub fn today(&self) -> Date {
        self.services.now().date_in_vietnam()
    }

    /// The request with its whole body, if the guards let it in and the visitor sends the body in time.
    async fn admitted<B>(
        &self,
        mut parts: Parts,
        body: Pin<&mut B>,
        heard_by: tokio::time::Instant,
        (peer, nonce): (IpAddr, &Nonce),
    ) -> Result<Request<Body>, StatusCode>
    where
        B: HttpBody<Data = Bytes> + Send,
        B::Error: Into<axum::BoxError>,
    {
        self.guards.admit(&parts)?;
        let visitor = Visitor(self.trusted.visitor(peer, &parts.headers));
        let body = if parts.method == Method::POST {
            whole(body, self.guards.body_bytes(&parts), heard_by).await?
        } else {
            // Nothing here reads the body of another method.
            Body::empty()
        };
        parts.extensions.insert(visitor);
        parts.extensions.insert(nonce.clone());
        Ok(Request::from_parts(parts, body))
    }
}

async fn whole<B>(body: Pin<&mut B>, most: usize, heard_by: tokio::time::Instant) -> Result<Body, StatusCode>
where
    B: HttpBody<Data = Bytes> + Send,
    B::Error: Into<axum::BoxError>,
{
    match timeout_at(heard_by, Limited::new(body, most).collect()).await {
        Err(_elapsed) => Err(StatusCode::REQUEST_TIMEOUT),
        Ok(Ok(body)) => Ok(Body::from(body.to_bytes())),
        Ok(Err(problem)) if problem.is::<http_body_util::LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_cut_or_malformed)) => Err(StatusCode::BAD_REQUEST),
    }
}

/// What is listened to of a body that nobody wants.
const LISTENED_TO: usize = 1024 * 1024;

/// Lets a visitor whose body nobody wants finish speaking: a connection that closes on unread bytes takes the answer with
/// it, and so does the next request of a browser that believed the connection to be open. False where more was coming than
/// is listened to; the connection has to end then, and the answer says so.
async fn is_heard_out<B>(mut body: Pin<&mut B>, heard_by: tokio::time::Instant) -> bool
where
    B: HttpBody<Data = Bytes> + Send,
{
    if body.size_hint().lower() > LISTENED_TO as u64 {
        return false;
    }
    let to_its_end = async {
        let mut left = LISTENED_TO;
        while let Some(frame) = body.frame().await {
            let bytes = frame.ok().map(|frame| frame.data_ref().map_or(0, Bytes::len));
            match bytes.and_then(|bytes| left.checked_sub(bytes)) {
                Some(less) => left = less,
                None => return false,
            }
        }
        true
    };
    timeout_at(heard_by, to_its_end).await.unwrap_or(false)
}

/// Methods by name; anything else could be a visitor's own words.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Runs a room so that its panic ends one request and not the connection.
async fn caught<F: Future>(room: F) -> Result<F::Output, Box<dyn Any + Send>> {
    let mut room = std::pin::pin!(room);
    std::future::poll_fn(move |cx| match catch_unwind(AssertUnwindSafe(|| room.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// A body that keeps its connection "answering" until it is dropped.
#[derive(Debug)]
pub struct Paced {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_room_that_gives_up_ends_one_request_and_no_more() {
        assert!(caught(async { panic!("on purpose") }).await.is_err());
        assert!(matches!(caught(async { 1 }).await, Ok(1)));
    }
}
