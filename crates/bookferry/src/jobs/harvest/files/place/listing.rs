//! Pages that list the files of a folder, in the shape that Apache (mod_autoindex) and nginx (autoindex) give them: a link a file,
//! its time and size behind it. Pure.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reqwest::Url;

/// A file of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its time as shown, in milliseconds since 1970, as if it were UTC: which zone it is, the page does not say.
    pub time: Option<i64>,
    /// Time and size as shown.
    pub shown: String,
}

/// What a page lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Links to files of the folder.
    pub files: Vec<Listed>,
    /// Links that lead elsewhere, and why they are not followed.
    pub ignored: Vec<(String, &'static str)>,
}

/// Letters of a link or of what stands behind it that are looked at.
const LONGEST: usize = 2_000;

/// Reads the page of this address, which ends with a slash.
#[must_use]
pub fn read(page: &str, base: &Url) -> Page {
    let mut found = Page::default();
    let mut names = BTreeSet::new();
    let mut rest = page;
    while let Some((href, behind)) = next_link(rest) {
        let until = find_start(behind).unwrap_or(behind.len());
        let shown = text_of(head(behind.get(..until).unwrap_or_default()));
        rest = behind;
        match target(&unescaped(href), base) {
            Target::File(name) if names.insert(name.clone()) => {
                let time = time_in(&shown);
                found.files.push(Listed { name, time, shown });
            }
            Target::Elsewhere(why) => found.ignored.push((head(&unescaped(href)).to_owned(), why)),
            Target::File(_) | Target::Nothing => {}
        }
    }
    found
}

enum Target {
    File(String),
    /// The order of the columns, the folder above: what every page has.
    Nothing,
    Elsewhere(&'static str),
}

fn target(href: &str, base: &Url) -> Target {
    if href.is_empty() || href.starts_with(['?', '#']) {
        return Target::Nothing;
    }
    let Ok(url) = base.join(href) else { return Target::Elsewhere("it is no address") };
    if url.origin() != base.origin() {
        return Target::Elsewhere("it is on another server");
    }
    let Some(name) = url.path().strip_prefix(base.path()) else {
        let is_above = base.path().starts_with(url.path());
        return if is_above { Target::Nothing } else { Target::Elsewhere("it is outside of the folder") };
    };
    match name {
        "" => Target::Nothing,
        name if name.contains('/') => Target::Elsewhere("it is in a folder within the folder"),
        name => decoded(name).map_or(Target::Elsewhere("its name is no text"), Target::File),
    }
}

/// The address of the next link, and what follows its text.
fn next_link(page: &str) -> Option<(&str, &str)> {
    let mut rest = page;
    loop {
        rest = rest.get(find_start(rest)? + 2..)?;
        let (tag, behind) = rest.split_once('>')?;
        if let Some(href) = attribute(tag) {
            let end =
                behind.match_indices("</").map(|(at, _)| at).find(|at| is_end(behind, *at)).map_or(0, |at| at + 4);
            return Some((href, behind.get(end..).unwrap_or_default()));
        }
    }
}

fn is_end(page: &str, at: usize) -> bool {
    page.get(at..at + 4).is_some_and(|tag| tag.eq_ignore_ascii_case("</a>"))
}

/// Where the next `<a ` begins.
fn find_start(page: &str) -> Option<usize> {
    page.match_indices('<').map(|(at, _)| at).find(|at| {
        let mut after = page.get(at + 1..).unwrap_or_default().chars();
        after.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&'a'))
            && after.next().is_some_and(char::is_whitespace)
    })
}

fn attribute(tag: &str) -> Option<&str> {
    let at = tag.to_ascii_lowercase().find("href")?;
    let value = tag.get(at + 4..)?.trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split_whitespace().next(),
    }
}

/// Text without tags, blanks made one.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            letter if !in_tag => text.push(letter),
            _ => {}
        }
    }
    text.replace("&nbsp;", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `2026-11-20 02:00` (Apache) or `20-Nov-2026 02:00` (nginx), the first that stands there.
fn time_in(shown: &str) -> Option<i64> {
    let words: Vec<&str> = shown.split(' ').collect();
    words.windows(2).find_map(|pair| {
        let &[date, clock] = pair else { return None };
        let text = format!("{date} {}", clock.get(..5).unwrap_or(clock));
        let form = if date.find('-') == Some(4) { "%Y-%m-%d %H:%M" } else { "%d-%b-%Y %H:%M" };
        let time = DateTime::strptime(form, &text).ok()?;
        Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
    })
}

fn unescaped(text: &str) -> String {
    let plain = [("&#38;", "&"), ("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    plain.iter().fold(text.trim().to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// Without percent signs. A name that hides a slash or a control character is none.
pub(super) fn decoded(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = rest.get(2..)?;
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.contains(['/', '\\']) && !text.chars().any(char::is_control)).then_some(text)
}

fn head(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APACHE: &str = r#"<html><head><title>Index of /drop</title></head><body><h1>Index of /drop</h1>
<table><tr><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
<tr><td><a href="/">Parent Directory</a></td><td>&nbsp;</td></tr>
<tr><td><a href="east_new.xml.gz">east_new.xml.gz</a></td><td align="right">2026-11-20 02:00  </td><td align="right">1.2M</td></tr>
<tr><td><A HREF='a%20b&amp;c.mrc'>a b</A></td><td>2026-11-21 02:00</td><td>7</td></tr>
<tr><td><a href="sub/">sub/</a></td><td>2026-11-21 02:00</td></tr>
</table></body></html>"#;
    const NGINX: &str = "<html><body><h1>Index of /drop/</h1><hr><pre><a href=\"../\">../</a>\n\
        <a href=\"east_1.mrc\">east_1.mrc</a>                20-Nov-2026 02:00             1234\n\
        <a href=\"east_2.mrc\">east_2.mrc</a>                21-Nov-2026 03:30              999\n</pre></body></html>";

    fn base() -> Url {
        Url::parse("https://u.example/drop/").unwrap()
    }

    fn listed(page: &str) -> Vec<(String, Option<String>)> {
        let files = read(page, &base()).files;
        files.into_iter().map(|file| (file.name, file.time.map(crate::clock::instant_text))).collect()
    }

    #[test]
    fn pages_of_apache_and_nginx_are_read() {
        let at = |text: &str| Some(text.to_owned());
        assert_eq!(
            listed(APACHE),
            [("east_new.xml.gz".into(), at("2026-11-20T02:00:00Z")), ("a b&c.mrc".into(), at("2026-11-21T02:00:00Z"))]
        );
        assert_eq!(
            listed(NGINX),
            [("east_1.mrc".into(), at("2026-11-20T02:00:00Z")), ("east_2.mrc".into(), at("2026-11-21T03:30:00Z"))]
        );
        assert_eq!(read(NGINX, &base()).files[0].shown, "20-Nov-2026 02:00 1234");
    }

    #[test]
    fn links_that_lead_elsewhere_are_named_and_not_followed() {
        let page = r##"<a href="https://evil.example/x.mrc">x</a> <a href="/etc/x.mrc">x</a> <a href="../other/x.mrc">x</a>
            <a href="sub/x.mrc">x</a> <a href="%2e%2e%2fx.mrc">x</a> <a href="//evil.example/y.mrc">y</a> <a href="file:///etc/passwd">z</a>
            <a href="..">up</a> <a href="#top">top</a> <a href="http://u.example/drop/w.mrc">w</a> <a name="q">q</a> <a href="good.mrc">good"##;
        let found = read(page, &base());
        assert_eq!(found.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["good.mrc"]);
        assert_eq!(found.ignored.len(), 8, "{:?}", found.ignored);
    }

    #[test]
    fn every_prefix_and_every_changed_byte_of_a_page_gives_a_list() {
        for page in [APACHE, NGINX] {
            for length in (0..page.len()).filter(|length| page.is_char_boundary(*length)) {
                let _ = read(&page[..length], &base());
            }
            for at in 0..page.len() {
                let mut bytes = page.as_bytes().to_vec();
                bytes[at] = [b'<', b'>', b'"', b'%', b'&', 0][at % 6];
                let found = read(&String::from_utf8_lossy(&bytes), &base());
                assert!(found.files.iter().all(|file| !file.name.contains('/')));
            }
        }
    }
}
