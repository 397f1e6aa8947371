//! The built site, read once at start and answered from memory.
//!
//! Files below `/pkg/` carry their hash in their names and are cached for ever; the few public files beside them have
//! an `ETag` and are asked about again after an hour. `assets.json` names the files that pages link to. A file
//! `x.br` or `x.gz` is `x` packed, and answers for it when the browser takes that packing.

use app::ui::page::Assets as Addresses;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use hyper::body::Bytes;
use serde::Deserialize;
use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const BY_PACKING: HeaderValue = HeaderValue::from_static("Accept-Encoding");
/// Written by the build for the server; no visitor needs it.
const INDEX: &str = "assets.json";
/// A site is a handful of files; more depth or size means that the wrong folder was named.
const DEEPEST: usize = 4;

/// All files of the site, by the path under which they are asked for.
#[derive(Debug, Default)]
pub struct Assets {
    addresses: Addresses,
    styles: Arc<str>,
    files: HashMap<String, File>,
}

#[derive(Debug)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    kind: HeaderValue,
    etag: HeaderValue,
}

#[derive(Deserialize)]
struct Index {
    js: String,
    wasm: String,
    css: String,
    receipts_js: String,
    receipts_wasm: String,
}

/// Why the site cannot be served. One sentence with the way out.
#[derive(Debug, thiserror::Error)]
pub enum AssetProblem {
    /// The site has not been built, or another folder was named.
    #[error("The built site is not in {folder} ({source}). Run bin/build, or name its folder with the key `site`.")]
    Missing {
        /// The folder looked into.
        folder: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The index does not fit.
    #[error("{path} cannot be used: {why}. Run bin/build again.")]
    Index {
        /// The index.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

impl Assets {
    /// Reads the whole site.
    ///
    /// # Errors
    /// When a file cannot be read, or the index names a file that is not there.
    pub fn read(folder: &Path) -> Result<Self, AssetProblem> {
        let missing = |source| AssetProblem::Missing { folder: folder.to_owned(), source };
        let path = folder.join(INDEX);
        let text = fs::read_to_string(&path).map_err(missing)?;
        let unfit = |why| AssetProblem::Index { path: path.clone(), why };
        let index: Index = serde_json::from_str(&text).map_err(|problem| unfit(problem.to_string()))?;
        let mut raw = HashMap::new();
        gather(folder, "", DEEPEST, &mut raw).map_err(missing)?;
        let files = packed(raw);
        for address in [&index.js, &index.wasm, &index.css, &index.receipts_js, &index.receipts_wasm] {
            if !files.contains_key(address) {
                return Err(unfit(format!("it names {address}, which is not there")));
            }
        }
        let Index { js, wasm, css, receipts_js, receipts_wasm } = index;
        let styles = String::from_utf8_lossy(&files[&css].plain);
        if styles.contains("</") {
            return Err(unfit(format!("{css} cannot stand in a page")));
        }
        let styles = styles.into();
        Ok(Self { addresses: Addresses { js, wasm, css, receipts_js, receipts_wasm }, styles, files })
    }

    /// What a page links to.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The styles of every page, which may stand in it.
    pub fn styles(&self) -> Arc<str> {
        Arc::clone(&self.styles)
    }

    /// Every path that is answered, for tests.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The file at `path` in the smallest form the visitor takes; `None` if there is none.
    pub fn answer(&self, path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
        let file = self.files.get(path)?;
        let cache = if path.starts_with("/pkg/") { FOR_EVER } else { FOR_AN_HOUR };
        let mut response = if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| names(tag, &file.etag)) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            file.whole(headers)
        };
        let own = response.headers_mut();
        own.insert(header::ETAG, file.etag.clone());
        own.insert(header::CACHE_CONTROL, cache);
        own.insert(header::VARY, BY_PACKING);
        Some(response)
    }
}

impl File {
    fn whole(&self, headers: &HeaderMap) -> Response<Body> {
        let accepted = codings(headers);
        let (bytes, packing) = match (&self.brotli, &self.gzip) {
            (Some(bytes), _) if takes(accepted, "br") => (bytes, Some("br")),
            (_, Some(bytes)) if takes(accepted, "gzip") => (bytes, Some("gzip")),
            _ => (&self.plain, None),
        };
        let mut response = Response::new(Body::from(bytes.clone()));
        response.headers_mut().insert(header::CONTENT_TYPE, self.kind.clone());
        if let Some(packing) = packing {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(packing));
        }
        response
    }
}

/// The codings a visitor takes.
pub fn codings(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether the list of codings takes this one, with any weight but zero.
pub fn takes(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|entry| {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
        let zero = weight.trim().trim_start_matches("q=").parse::<f32>().is_ok_and(|weight| weight <= 0.0);
        name.trim().eq_ignore_ascii_case(coding) && !zero
    })
}

fn names(asked: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(asked), Ok(etag)) = (asked.to_str(), etag.to_str()) else { return false };
    asked.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

fn gather(folder: &Path, under: &str, depth: usize, into: &mut HashMap<String, Bytes>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{under}/{name}");
        if entry.file_type()?.is_dir() {
            if depth > 0 {
                gather(&entry.path(), &path, depth - 1, into)?;
            }
        } else if path != format!("/{INDEX}") {
            into.insert(path, fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

/// Files with their packed forms beside them, which are no files of their own.
fn packed(mut raw: HashMap<String, Bytes>) -> HashMap<String, File> {
    let is_packing = |path: &str| Path::new(path).extension().is_some_and(|end| end == "br" || end == "gz");
    let plain: Vec<String> = raw.keys().filter(|path| !is_packing(path)).cloned().collect();
    let mut files = HashMap::with_capacity(plain.len());
    for path in plain {
        let Some(bytes) = raw.remove(&path) else { continue };
        let file = File {
            brotli: raw.remove(&format!("{path}.br")),
            gzip: raw.remove(&format!("{path}.gz")),
            kind: HeaderValue::from_static(kind_of(&path)),
            etag: etag_of(&bytes),
            plain: bytes,
        };
        files.insert(path, file);
    }
    files
}

/// A strong validator of the content: FNV-1a with 64 bits tells two builds apart; it guards nothing.
fn etag_of(bytes: &[u8]) -> HeaderValue {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    HeaderValue::try_from(format!("\"{hash:016x}\"")).unwrap_or(HeaderValue::from_static("\"-\""))
}

fn kind_of(path: &str) -> &'static str {
    match Path::new(path).extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_with_weight_zero_is_not_taken() {
        assert!(takes("gzip, deflate, br", "br"));
        assert!(takes("gzip;q=0.5,br;q=1.0", "gzip"));
        assert!(!takes("gzip, br;q=0", "br"));
        assert!(!takes("brotli", "br"));
        assert!(!takes("", "gzip"));
    }

    #[test]
    fn a_packed_file_answers_for_the_plain_one_and_is_none_itself() {
        let raw = HashMap::from([
            ("/pkg/a.js".to_owned(), Bytes::from_static(b"plain")),
            ("/pkg/a.js.br".to_owned(), Bytes::from_static(b"br")),
        ]);
        let assets = Assets { files: packed(raw), ..Assets::default() };
        let mut headers = HeaderMap::new();
        assert!(assets.answer("/pkg/a.js.br", &headers).is_none());
        assert!(!assets.answer("/pkg/a.js", &headers).unwrap().headers().contains_key(header::CONTENT_ENCODING));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br"));
        let answer = assets.answer("/pkg/a.js", &headers).unwrap();
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], FOR_EVER);
        headers.insert(header::IF_NONE_MATCH, answer.headers()[header::ETAG].clone());
        assert_eq!(assets.answer("/pkg/a.js", &headers).unwrap().status(), StatusCode::NOT_MODIFIED);
    }
}
