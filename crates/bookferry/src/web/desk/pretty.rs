//! Messages with a line for each element, for people who look into them. Only for reading: blanks are added.

/// Two blanks a level.
const STEP: &str = "  ";
/// Deeper levels are not indented further.
const DEEPEST: usize = 20;

/// The text with a line for each element. What is not plain XML stays as it is.
#[must_use]
pub fn pretty(text: &str) -> String {
    let text = text.trim();
    if !text.starts_with('<') || text.contains("<!") {
        return text.to_owned();
    }
    let mut printer = Printer::default();
    for part in text.split_inclusive('>') {
        let (words, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
        printer.words(words);
        printer.tag(tag);
    }
    printer.out
}

#[derive(Default)]
struct Printer {
    out: String,
    depth: usize,
    /// The last thing printed was an opening tag or its text: a closing tag may follow on the same line.
    is_leaf: bool,
}

impl Printer {
    fn words(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.out.push_str(words);
        }
    }

    fn tag(&mut self, tag: &str) {
        let (closes, is_whole) = (tag.starts_with("</"), tag.ends_with("/>") || tag.starts_with("<?"));
        if closes {
            self.depth = self.depth.saturating_sub(1);
        }
        if !(closes && self.is_leaf) {
            self.line();
        }
        self.out.push_str(tag);
        self.is_leaf = !closes && !is_whole;
        self.depth += usize::from(self.is_leaf);
    }

    fn line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(&STEP.repeat(self.depth.min(DEEPEST)));
    }
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn elements_get_lines_and_short_texts_stay_with_theirs() {
        let text = r#"<?xml version="1.0"?><a x="1"><b>Emma &amp; co</b><c/><d><e></e></d></a>"#;
        let lines = [
            "<?xml version=\"1.0\"?>",
            "<a x=\"1\">",
            "  <b>Emma &amp; co</b>",
            "  <c/>",
            "  <d>",
            "    <e></e>",
            "  </d>",
            "</a>",
        ];
        assert_eq!(pretty(text), lines.join("\n"));
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "an answer", "<!doctype html><p>", "{\"a\": 1}"] {
            assert_eq!(pretty(text), text);
        }
        for odd in ["<", "<a", ">>", "</a></a>", "<a>b"] {
            assert!(!pretty(odd).is_empty());
        }
    }
}
