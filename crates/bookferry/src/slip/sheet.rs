//! A sheet of paper to write on from top to bottom: text that wraps, rules, bar codes, page breaks.

use krilla::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::code128;

/// A4 in points; US Letter paper takes it with a slightly larger lower margin.
pub const WIDTH: f32 = 595.28;
/// Height of A4 in points.
pub const HEIGHT: f32 = 841.89;
/// The margin on every side in points.
pub const MARGIN: f32 = 48.0;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf");

/// A face of the one type family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Text.
    Regular,
    /// Headings and what the eye looks for.
    Bold,
}

/// What goes on the sheet, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Wrapped text of a size in points.
    Text(Face, f32, String),
    /// A label and its value side by side; left out by the caller when there is no value.
    Fact(String, String),
    /// A bar code with the text below it.
    Barcode(String),
    /// A thin line across the sheet.
    Rule,
    /// Empty room in points.
    Space(f32),
}

/// Typesets slips, each on a page of its own.
pub struct Typesetter {
    regular: Typeface,
    bold: Typeface,
}

struct Typeface {
    font: Font,
    metrics: FontRef<'static>,
}

impl Typesetter {
    /// With the fonts that are compiled in; `None` only if those were damaged.
    #[must_use]
    pub fn new() -> Option<Self> {
        let face = |data: &'static [u8]| {
            Some(Typeface { font: Font::new(data.into(), 0)?, metrics: FontRef::new(data).ok()? })
        };
        Some(Self { regular: face(REGULAR)?, bold: face(BOLD)? })
    }

    /// One PDF of several slips.
    ///
    /// # Errors
    /// When the PDF cannot be put together; the text is the PDF library's.
    pub fn document(&self, title: &str, slips: &[Vec<Block>]) -> Result<Vec<u8>, krilla::error::KrillaError> {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).language("en".to_owned()));
        for slip in slips {
            let mut rest = slip.as_slice();
            while !rest.is_empty() {
                let settings = PageSettings::from_wh(WIDTH, HEIGHT).unwrap_or_default();
                let mut page = document.start_page_with(settings);
                let mut surface = page.surface();
                rest = self.fill_page(&mut surface, rest);
                surface.finish();
                page.finish();
            }
        }
        document.finish()
    }

    /// Writes blocks until the page is full; returns those that did not fit. The first block always goes on the page.
    fn fill_page<'a>(&self, surface: &mut Surface<'_>, blocks: &'a [Block]) -> &'a [Block] {
        let mut y = MARGIN;
        for (done, block) in blocks.iter().enumerate() {
            let height = self.height(block);
            if done > 0 && y + height > HEIGHT - MARGIN {
                return &blocks[done..];
            }
            self.draw(surface, block, y);
            y += height;
        }
        &[]
    }

    fn height(&self, block: &Block) -> f32 {
        match block {
            Block::Text(face, size, text) => {
                self.lines(*face, *size, text, WIDTH - 2.0 * MARGIN).len() as f32 * size * 1.3
            }
            Block::Fact(_, value) => {
                self.lines(Face::Regular, FACT_SIZE, value, FACT_WIDTH).len() as f32 * FACT_SIZE * 1.4
            }
            Block::Barcode(_) => BAR_HEIGHT + 22.0,
            Block::Rule => 12.0,
            Block::Space(points) => *points,
        }
    }

    fn draw(&self, surface: &mut Surface<'_>, block: &Block, y: f32) {
        match block {
            Block::Text(face, size, text) => {
                for (number, line) in self.lines(*face, *size, text, WIDTH - 2.0 * MARGIN).iter().enumerate() {
                    self.line(surface, *face, *size, line, MARGIN, y + size + number as f32 * size * 1.3);
                }
            }
            Block::Fact(label, value) => {
                self.line(surface, Face::Bold, FACT_SIZE, label, MARGIN, y + FACT_SIZE);
                for (number, line) in self.lines(Face::Regular, FACT_SIZE, value, FACT_WIDTH).iter().enumerate() {
                    let baseline = y + FACT_SIZE + number as f32 * FACT_SIZE * 1.4;
                    self.line(surface, Face::Regular, FACT_SIZE, line, MARGIN + LABEL_WIDTH, baseline);
                }
            }
            Block::Barcode(text) => self.barcode(surface, text, y),
            Block::Rule => rectangle(surface, MARGIN, y + 5.0, WIDTH - 2.0 * MARGIN, 0.75),
            Block::Space(_) => {}
        }
    }

    fn barcode(&self, surface: &mut Surface<'_>, text: &str, y: f32) {
        let mut x = MARGIN;
        for (number, width) in code128::widths(text).unwrap_or_default().into_iter().enumerate() {
            let width = f32::from(width) * MODULE;
            if number % 2 == 0 {
                rectangle(surface, x, y, width, BAR_HEIGHT);
            }
            x += width;
        }
        self.line(surface, Face::Regular, 10.0, text, MARGIN, y + BAR_HEIGHT + 12.0);
    }

    fn line(&self, surface: &mut Surface<'_>, face: Face, size: f32, text: &str, x: f32, baseline: f32) {
        let typeface = self.typeface(face);
        let glyphs = typeface.glyphs(text);
        surface.draw_glyphs(Point::from_xy(x, baseline), &glyphs, typeface.font.clone(), text, size, false);
    }

    /// Breaks a text into lines that fit, at blanks; a word that is too long is broken where it must be.
    fn lines(&self, face: Face, size: f32, text: &str, room: f32) -> Vec<String> {
        let typeface = self.typeface(face);
        let fits = |line: &str| typeface.width(line) * size <= room;
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let Some(line) = lines.last_mut() else { break };
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                *line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(String::new());
            }
            for character in word.chars() {
                let Some(line) = lines.last_mut() else { break };
                let longer = format!("{line}{character}");
                match fits(&longer) {
                    true => *line = longer,
                    false => lines.push(character.to_string()),
                }
            }
        }
        lines
    }

    fn typeface(&self, face: Face) -> &Typeface {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }
}

const FACT_SIZE: f32 = 11.0;
const LABEL_WIDTH: f32 = 130.0;
const FACT_WIDTH: f32 = WIDTH - 2.0 * MARGIN - LABEL_WIDTH;
const BAR_HEIGHT: f32 = 42.0;
/// Width of the narrowest bar in points: 0.4 mm, which hand scanners read from plain paper.
const MODULE: f32 = 1.15;

impl Typeface {
    /// The glyphs of a text in reading order, one a character; characters that the font lacks show as a box.
    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let (characters, widths) =
            (self.metrics.charmap(), self.metrics.glyph_metrics(Size::unscaled(), LocationRef::default()));
        let em = self.font.units_per_em();
        text.char_indices()
            .map(|(start, character)| {
                let glyph = characters.map(character).unwrap_or_default();
                let advance = widths.advance_width(glyph).unwrap_or_default() / em;
                KrillaGlyph::new(
                    GlyphId::new(glyph.to_u32()),
                    advance,
                    0.0,
                    0.0,
                    0.0,
                    start..start + character.len_utf8(),
                    None,
                )
            })
            .collect()
    }

    /// The width of a text at size 1.
    fn width(&self, text: &str) -> f32 {
        self.glyphs(text).iter().map(|glyph| glyph.x_advance).sum()
    }
}

fn rectangle(surface: &mut Surface<'_>, x: f32, y: f32, width: f32, height: f32) {
    let mut builder = PathBuilder::new();
    if let Some(rect) = Rect::from_xywh(x, y, width, height) {
        builder.push_rect(rect);
    }
    if let Some(path) = builder.finish() {
        surface.draw_path(&path);
    }
}
