//! The page is built by npm and embedded by `rust-embed`, which needs its folder. Where nobody has built the page yet, a page
//! that says how stands in for it, so that `cargo build` and `cargo test` work from a fresh clone.

use std::fs;
use std::path::Path;

const MISSING: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"zaitaku-page-missing\" content=\"true\">
<title>Zaitaku 在宅</title>
<h1>The page is not built yet</h1>
<p>Run <code>make web</code> and build again. The API answers all the same: <code>/api/v1/openapi.json</code>.</p>
<h1>画面がまだ作られていません</h1>
<p><code>make web</code> のあと、もう一度ビルドしてください。API はこのままでも使えます。</p>
</html>
";

fn main() {
    // A new file in one of these folders must reach the program, and nothing else names it.
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=src/storage/migrations");
    let page = Path::new("web/dist/index.html");
    if page.exists() {
        return;
    }
    let written = fs::create_dir_all("web/dist").and_then(|()| fs::write(page, MISSING));
    match written {
        Ok(()) => println!("cargo::warning=the page is not built: run `make web`, then build again"),
        Err(error) => {
            println!("cargo::error=web/dist cannot be written ({error}); run `make web`");
        }
    }
}
