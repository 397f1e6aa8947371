//! Every page with a form.

// The islands are exported by being linked; nothing here names them.
#[expect(unused_imports, reason = "an unused `use` is what links the islands in")]
use app::ui::act_form;
use leptos::prelude::Owner;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's boot script, before any island.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    let _ = Owner::current();
}
