//! Pages packed for the way to a slow phone: a page of forms is mostly repetition and shrinks to a sixth.
//!
//! Packing beside secrets can tell their length to who listens and can make the browser ask (BREACH). Our pages hold no
//! secret of the session: its token is in a cookie that scripts cannot read, the nonce is new in every answer, and what
//! was typed comes back only after a post of our own origin. The two pages that do hold a secret say so ([`Unpacked`]).

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Response, header},
};
use http_body_util::BodyExt;
use libdeflater::{CompressionLvl, Compressor};

/// Below this everything fits into the first packets anyway.
const WORTH_IT: usize = 1_200;
/// The knee of the curve on our pages: higher levels cost up to four times the time for 3 % less.
const LEVEL: i32 = 4;

/// Said of an answer that holds a secret which outlives it: it goes out as it is.
#[derive(Clone, Copy, Debug)]
pub struct Unpacked;

/// Packs a page or a list if it is long enough and not packed yet. The visitor takes gzip.
pub async fn pack(response: Response<Body>) -> Response<Body> {
    let secret = response.extensions().get::<Unpacked>().is_some();
    if secret || !is_text(response.headers()) || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        // Bodies of pages are in memory; one that cannot be read would have failed on the way as well.
        return Response::from_parts(parts, Body::empty());
    };
    let Some(packed) = (whole.len() >= WORTH_IT).then(|| gzip(&whole)).flatten() else {
        return Response::from_parts(parts, Body::from(whole));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    if !parts.headers.contains_key(header::VARY) {
        parts.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    Response::from_parts(parts, Body::from(packed))
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.starts_with(b"text/html") || kind.starts_with(b"application/json")
}

fn gzip(plain: &Bytes) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).ok()?);
    let mut packed = vec![0; compressor.gzip_compress_bound(plain.len())];
    let length = compressor.gzip_compress(plain, &mut packed).ok()?;
    packed.truncate(length);
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn packed(kind: &'static str, body: &str) -> Response<Body> {
        let mut response = Response::new(Body::from(body.to_owned()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        pack(response).await
    }

    #[tokio::test]
    async fn a_page_is_packed_and_unpacks_to_itself() {
        let page = "<li>Phường Hải Châu</li>".repeat(200);
        let answer = packed("text/html; charset=utf-8", &page).await;
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "gzip");
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let mut plain = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut plain).unwrap();
        assert_eq!(plain, page);
        assert!(bytes.len() * 6 < page.len());
    }

    #[tokio::test]
    async fn what_is_short_or_no_text_goes_as_it_is() {
        for (kind, body) in [("text/html", "short".to_owned()), ("image/svg+xml", "x".repeat(5_000))] {
            let answer = packed(kind, &body).await;
            assert!(!answer.headers().contains_key(header::CONTENT_ENCODING));
            assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), body.as_bytes());
        }
    }
}
