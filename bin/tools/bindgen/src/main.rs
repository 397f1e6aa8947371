//! `bindgen INPUT.wasm FOLDER`: writes `app.js`, `app_bg.wasm` and `snippets/` for a browser.
//!
//! Instead of the wasm-bindgen command: that one brings a test runner, an HTTP client and a server with it, and takes
//! more than twice as long to compile. This calls the same library. Its JavaScript names no wasm file: the caller does.

use std::{env, path::PathBuf, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut words = env::args_os().skip(1).map(PathBuf::from);
    let (Some(input), Some(folder)) = (words.next(), words.next()) else {
        eprintln!("usage: bindgen INPUT.wasm FOLDER");
        return ExitCode::FAILURE;
    };
    let mut bindgen = Bindgen::new();
    let done = bindgen
        .input_path(input)
        .out_name("app")
        .web(true)
        .and_then(|bindgen| bindgen.typescript(false).generate(folder));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("bindgen: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
