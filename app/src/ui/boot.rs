//! The few lines that fetch the script once the browser is idle.

/// Wakes every island of the page; marks the document when done, so that a test need not guess.
///
/// Own lines instead of `HydrationScripts`: that one is inline by path and name, ours carries hashed names
/// and no more than a page of flat islands needs. A script that cannot be loaded leaves plain forms behind,
/// which work, so a failure is not reported.
///
/// A page that a browser brings back as it was left, its act done and its button still busy, is loaded anew: it would show
/// what was before, and press in vain.
pub fn script(js: &str, wasm: &str) -> String {
    format!(
        "(()=>{{addEventListener(\"pageshow\",e=>{{e.persisted&&document.querySelector(\"form[aria-busy]\")&&location.reload()}});\
const go=()=>import(\"{js}\").then(async m=>{{await m.default({{module_or_path:\"{wasm}\"}});m.hydrate();\
for(const el of document.querySelectorAll(\"leptos-island\"))m[el.dataset.component]?.(el);\
document.documentElement.dataset.hydrated=\"\"}}).catch(()=>{{}});\
\"requestIdleCallback\"in window?requestIdleCallback(go,{{timeout:2000}}):setTimeout(go,200)}})()"
    )
}
