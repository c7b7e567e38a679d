//! Random trees from a seed: small, nasty, and the same on every run.

use xml::{Attribute, Element, Name, Node};

/// The generator of Marsaglia, "Xorshift RNGs" (2003), 64 bits.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub fn element(&mut self, depth: usize) -> Element {
        let count = self.below(4);
        let mut element = Element { name: self.name(), attributes: self.attributes(), children: Vec::new() };
        for _ in 0..count {
            match self.below(3) {
                0 if depth > 0 => element.children.push(Node::Element(self.element(depth - 1))),
                _ if matches!(element.children.last(), Some(Node::Text(_))) => {}
                _ => element.children.push(Node::Text(self.text(1))),
            }
        }
        element
    }

    fn attributes(&mut self) -> Vec<Attribute> {
        let mut attributes: Vec<Attribute> = Vec::new();
        for _ in 0..self.below(4) {
            let attribute = Attribute { name: self.name(), value: self.text(0) };
            if attributes.iter().all(|other| other.name != attribute.name) {
                attributes.push(attribute);
            }
        }
        attributes
    }

    fn name(&mut self) -> Name {
        let namespaces =
            [None, None, Some("urn:x"), Some("http://y.example/?a&b"), Some("http://www.w3.org/XML/1998/namespace")];
        let locals = ["a", "b", "record", "Größe", "a-1", "_x.y"];
        Name { namespace: self.pick(&namespaces).map(str::to_owned), local: self.pick(&locals).to_owned() }
    }

    fn text(&mut self, at_least: usize) -> String {
        let alphabet = [
            'x',
            ' ',
            '\n',
            '\t',
            '\r',
            '<',
            '>',
            '&',
            '"',
            '\'',
            ']',
            'ü',
            '書',
            '\u{1F4D6}',
            ';',
            '#',
            '\u{85}',
            '\u{7F}',
        ];
        let length = at_least + self.below(12);
        (0..length).map(|_| self.pick(&alphabet)).collect()
    }
}
