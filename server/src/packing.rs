//! Pages packed for the way to a slow phone: a page of forms is mostly repetition and shrinks to a sixth.
//!
//! Packing beside secrets can tell their length to who listens and can make the browser ask (BREACH). Our pages hold no
//! secret of the session: its token is in a cookie that scripts cannot read, the nonce is new in every answer, and what
//! was typed comes back only after a post of our own origin. The two pages that do hold a secret say so ([`Unpacked`]).

use crate::assets;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Response, header},
};
use http_body_util::BodyExt;
use libdeflater::{CompressionLvl, Compressor};
use std::cell::RefCell;

/// Below this everything fits into the first packets anyway.
const WORTH_IT: usize = 1_200;
/// The knees of the curves on our pages: higher levels of gzip cost up to four times the time for 3 % less, of zstd three times.
const GZIP_LEVEL: i32 = 4;
const ZSTD_LEVEL: i32 = 3;

thread_local! {
    // To make its tables costs more than to pack a short page.
    static ZSTD: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

/// How a page is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Half the work of the other, for the server as for a phone, at the same size (RFC 8878).
    Zstd,
    /// For browsers that know no better.
    Gzip,
}

impl Coding {
    /// The best the visitor takes; `None` if they take neither.
    pub fn best(headers: &HeaderMap) -> Option<Self> {
        let taken = assets::codings(headers);
        [Self::Zstd, Self::Gzip].into_iter().find(|coding| assets::takes(taken, coding.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    fn pack(self, plain: &Bytes) -> Option<Vec<u8>> {
        match self {
            Self::Zstd => zstd(plain),
            Self::Gzip => gzip(plain),
        }
    }
}

/// Said of an answer that holds a secret which outlives it: it goes out as it is.
#[derive(Clone, Copy, Debug)]
pub struct Unpacked;

/// Packs a page or a list if it is long enough and not packed yet.
pub async fn pack(response: Response<Body>, coding: Coding) -> Response<Body> {
    let secret = response.extensions().get::<Unpacked>().is_some();
    if secret || !is_text(response.headers()) || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        // Bodies of pages are in memory; one that cannot be read would have failed on the way as well.
        return Response::from_parts(parts, Body::empty());
    };
    let Some(packed) = (whole.len() >= WORTH_IT).then(|| coding.pack(&whole)).flatten() else {
        return Response::from_parts(parts, Body::from(whole));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    if !parts.headers.contains_key(header::VARY) {
        parts.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    Response::from_parts(parts, Body::from(packed))
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
}

fn zstd(plain: &Bytes) -> Option<Vec<u8>> {
    ZSTD.with_borrow_mut(|kept| {
        let mut compressor = kept.take().or_else(|| zstd::bulk::Compressor::new(ZSTD_LEVEL).ok())?;
        let packed = compressor.compress(plain).ok()?;
        *kept = Some(compressor);
        Some(packed)
    })
}

fn gzip(plain: &Bytes) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(GZIP_LEVEL).ok()?);
    let mut packed = vec![0; compressor.gzip_compress_bound(plain.len())];
    let length = compressor.gzip_compress(plain, &mut packed).ok()?;
    packed.truncate(length);
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    async fn packed(kind: &'static str, body: &str, coding: Coding) -> Response<Body> {
        let mut response = Response::new(Body::from(body.to_owned()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        pack(response, coding).await
    }

    fn unpacked(coding: Coding, bytes: &[u8]) -> String {
        let mut plain = String::new();
        let read = match coding {
            Coding::Zstd => {
                zstd::stream::read::Decoder::new(bytes).and_then(|mut from| from.read_to_string(&mut plain))
            }
            Coding::Gzip => flate2::read::GzDecoder::new(bytes).read_to_string(&mut plain),
        };
        read.unwrap();
        plain
    }

    #[tokio::test]
    async fn a_page_is_packed_and_unpacks_to_itself() {
        // Twice: the second is packed with what the first left.
        for (coding, times) in [(Coding::Zstd, 200), (Coding::Zstd, 300), (Coding::Gzip, 200), (Coding::Gzip, 300)] {
            let page = "<li>Phường Hải Châu</li>".repeat(times);
            let answer = packed("text/html; charset=utf-8", &page, coding).await;
            assert_eq!(answer.headers()[header::CONTENT_ENCODING], coding.name());
            let bytes = answer.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(unpacked(coding, &bytes), page);
            assert!(bytes.len() * 6 < page.len());
        }
    }

    #[test]
    fn the_best_coding_the_visitor_takes_is_used() {
        let best = |taken: &'static str| {
            Coding::best(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(taken))]))
        };
        assert_eq!(best("gzip, deflate, br, zstd"), Some(Coding::Zstd));
        assert_eq!(best("zstd;q=0, gzip"), Some(Coding::Gzip));
        assert_eq!(best("gzip, deflate, br"), Some(Coding::Gzip));
        assert_eq!(best("br"), None);
        assert_eq!(Coding::best(&HeaderMap::new()), None);
    }

    #[tokio::test]
    async fn what_is_short_or_no_text_goes_as_it_is() {
        for (kind, body) in [("text/html", "short".to_owned()), ("image/svg+xml", "x".repeat(5_000))] {
            for coding in [Coding::Zstd, Coding::Gzip] {
                let answer = packed(kind, &body, coding).await;
                assert!(!answer.headers().contains_key(header::CONTENT_ENCODING));
                assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), body.as_bytes());
            }
        }
    }
}
