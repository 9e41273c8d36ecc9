//! What search engines ask for: `robots.txt` and the sitemap (sitemaps.org protocol 0.9), in files of no more than 50,000 addresses.

use std::fmt::Write as _;

use super::{Site, encoded};

/// What may be read by robots. A town that is invented is nothing to find; the API and what changes with every question are not pages.
pub fn robots(site: &Site, fictional: bool) -> String {
    if fictional {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let mut text =
        "User-agent: *\nDisallow: /api/\nDisallow: /tiles/\nDisallow: /*?*page=\nDisallow: /*?*after=\n".to_owned();
    if let Some(address) = &site.address {
        let _ = writeln!(text, "Sitemap: {address}/sitemap.xml");
    }
    text
}

/// The sitemap of sitemaps: these files below `/sitemaps/`.
pub fn sitemap_index(address: &str, files: impl Iterator<Item = String>) -> String {
    let entries =
        files.map(|file| format!("<sitemap><loc>{}</loc></sitemap>\n", escaped(&format!("{address}/sitemaps/{file}"))));
    wrapped("sitemapindex", entries)
}

/// A sitemap of pages by their paths, of which the last part may hold any character.
pub fn sitemap<'a>(address: &str, paths: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    wrapped(
        "urlset",
        paths.map(|(folder, name)| {
            let path = if name.is_empty() { folder.to_owned() } else { format!("{folder}/{}", encoded(name)) };
            format!("<url><loc>{}</loc></url>\n", escaped(&format!("{address}{path}")))
        }),
    )
}

fn wrapped(element: &str, entries: impl Iterator<Item = String>) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{element} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    entries.for_each(|entry| text.push_str(&entry));
    let _ = writeln!(text, "</{element}>");
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&apos;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_breaks_the_file() {
        let text = sitemap("https://example.jp/a&b", [("/areas", ""), ("/facilities", "x<y&\"z")].into_iter());
        assert!(text.contains("<loc>https://example.jp/a&amp;b/areas</loc>"), "{text}");
        assert!(text.contains("/facilities/x%3Cy%26%22z</loc>"), "{text}");
        assert!(
            sitemap_index("https://example.jp", ["areas.xml".to_owned()].into_iter())
                .contains("https://example.jp/sitemaps/areas.xml")
        );
    }

    #[test]
    fn an_invented_town_is_nothing_to_find() {
        let site = Site { address: Some("https://example.jp".to_owned()), ..Site::default() };
        assert_eq!(robots(&site, true), "User-agent: *\nDisallow: /\n");
        assert!(robots(&site, false).ends_with("Sitemap: https://example.jp/sitemap.xml\n"));
        assert!(!robots(&Site::default(), false).contains("Sitemap"));
    }
}
