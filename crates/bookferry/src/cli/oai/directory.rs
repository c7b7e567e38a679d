//! A directory with one file a page. The place to go on from stands in the file of the page, so that one rename keeps both:
//! a kill at any moment leaves the directory as it was before the page or as it is behind it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use oai_pmh::{Checkpoint, Delivery, Position, Settings, encode_component};

use super::Stop;
use super::sink::{CLOSING, OPENING, Tally, beside, written};

const MARK: &str = "<?bookferry-harvest\n";
const MARK_END: &str = "?>\n";

pub struct Directory {
    path: PathBuf,
    url: String,
    last: Option<Trailer>,
}

/// What stands at the end of a page's file.
struct Trailer {
    page: u64,
    tally: Tally,
    void_after: Option<u64>,
    checkpoint: Checkpoint,
}

impl Directory {
    /// A new harvest, or the one that the directory holds the beginning of.
    pub fn open(path: &Path, settings: &Settings) -> Result<Self, Stop> {
        fs::create_dir_all(path).map_err(|fault| Stop::Usage(format!("{}: {fault}", path.display())))?;
        let mut directory = Self { path: path.to_owned(), url: settings.base_url.clone(), last: None };
        directory.last = match directory.pages()?.last() {
            Some(&page) => Some(directory.read(page)?),
            None => None,
        };
        if let Some(last) = &directory.last {
            directory.check_same_list(&last.checkpoint, settings)?;
            // Killed between keeping a page and throwing away those that it made void.
            directory.throw_away(last.void_after, last.page)?;
        }
        Ok(directory)
    }

    pub fn checkpoint(&self) -> Option<&Checkpoint> {
        self.last.as_ref().map(|last| &last.checkpoint)
    }

    pub fn tally(&self) -> Tally {
        self.last.as_ref().map(|last| last.tally).unwrap_or_default()
    }

    /// Keeps a page: bad parts first, then the page with its place, then void pages go.
    pub fn write(&mut self, delivery: &Delivery) -> Result<(), Stop> {
        let page = delivery.checkpoint.pages;
        let mut tally = match delivery.void_after {
            Some(after) => self.tally_at(after)?,
            None => self.tally(),
        };
        let mut text = OPENING.to_owned();
        for record in &delivery.records {
            tally.count(record);
            text.push_str(&written(record));
        }
        tally.count_page(delivery);
        self.write_bad(delivery)?;
        let trailer = Trailer { page, tally, void_after: delivery.void_after, checkpoint: delivery.checkpoint.clone() };
        text.extend([CLOSING, &self.mark(&trailer)]);
        write_durably(&self.page_path(page), text.as_bytes())?;
        self.last = Some(trailer);
        self.throw_away(delivery.void_after, page)
    }

    fn write_bad(&self, delivery: &Delivery) -> Result<(), Stop> {
        let folder = self.path.join("bad");
        for (n, bad) in (1..).zip(&delivery.bad) {
            fs::create_dir_all(&folder).map_err(Stop::failed)?;
            let name = format!("{}-{n}", page_name(delivery.checkpoint.pages));
            let reason = format!("page {}, byte {}: {}\n", delivery.checkpoint.pages, bad.byte, bad.reason);
            write_durably(&folder.join(format!("{name}.xml")), bad.xml.as_bytes())?;
            write_durably(&folder.join(format!("{name}.txt")), reason.as_bytes())?;
        }
        Ok(())
    }

    /// Pages behind `after` came once more with the page `present`.
    fn throw_away(&self, after: Option<u64>, present: u64) -> Result<(), Stop> {
        let Some(after) = after else { return Ok(()) };
        for page in self.pages()?.into_iter().filter(|page| *page > after && *page < present) {
            self.throw_away_bad(page)?;
            fs::remove_file(self.page_path(page)).map_err(Stop::failed)?;
        }
        Ok(())
    }

    fn throw_away_bad(&self, page: u64) -> Result<(), Stop> {
        let beginning = format!("{}-", page_name(page));
        let entries = match fs::read_dir(self.path.join("bad")) {
            Ok(entries) => entries,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(fault) => return Err(Stop::failed(fault)),
        };
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(&beginning)) {
            fs::remove_file(entry.path()).map_err(Stop::failed)?;
        }
        Ok(())
    }

    /// What had been kept up to and with this page.
    fn tally_at(&self, page: u64) -> Result<Tally, Stop> {
        match self.pages()?.into_iter().rfind(|kept| *kept <= page) {
            Some(kept) => Ok(self.read(kept)?.tally),
            None => Ok(Tally::default()),
        }
    }

    /// The numbers of the pages that are here, in order.
    fn pages(&self) -> Result<Vec<u64>, Stop> {
        let number = |name: &str| name.strip_prefix("page-")?.strip_suffix(".xml")?.parse().ok();
        let entries =
            fs::read_dir(&self.path).map_err(|fault| Stop::Usage(format!("{}: {fault}", self.path.display())))?;
        let mut pages: Vec<u64> =
            entries.flatten().filter_map(|entry| number(&entry.file_name().to_string_lossy())).collect();
        pages.sort_unstable();
        Ok(pages)
    }

    fn page_path(&self, page: u64) -> PathBuf {
        self.path.join(format!("{}.xml", page_name(page)))
    }

    fn mark(&self, trailer: &Trailer) -> String {
        let Tally { records, deleted, bad, pages } = trailer.tally;
        let url = encode_component(&self.url);
        let void = trailer.void_after.map_or(String::new(), |after| after.to_string());
        let place = trailer.checkpoint.to_text();
        format!("{MARK}url {url}\nkept {records} {deleted} {bad} {pages}\nvoid-after {void}\n{place}{MARK_END}")
    }

    fn read(&self, page: u64) -> Result<Trailer, Stop> {
        let path = self.page_path(page);
        let text = fs::read_to_string(&path).map_err(|fault| Stop::Usage(format!("{}: {fault}", path.display())))?;
        let stranger = || {
            let name = path.display();
            Stop::Usage(format!("{name} is not a page of a harvest: name an empty directory with --output"))
        };
        let mark = text.rsplit_once(MARK).and_then(|(_, mark)| mark.strip_suffix(MARK_END)).ok_or_else(stranger)?;
        let (url, mark) = line(mark, "url").ok_or_else(stranger)?;
        if url != encode_component(&self.url) {
            return Err(self.another_harvest());
        }
        let (kept, mark) = line(mark, "kept").ok_or_else(stranger)?;
        let numbers: Vec<u64> = kept.split(' ').map_while(|number| number.parse().ok()).collect();
        let [records, deleted, bad, pages] = numbers[..] else { return Err(stranger()) };
        let (void, place) = line(mark, "void-after").ok_or_else(stranger)?;
        let checkpoint =
            Checkpoint::from_text(place).map_err(|fault| Stop::Usage(format!("{}: {fault}", path.display())))?;
        let tally = Tally { records, deleted, bad, pages };
        Ok(Trailer { page, tally, void_after: void.parse().ok(), checkpoint })
    }

    fn check_same_list(&self, kept: &Checkpoint, settings: &Settings) -> Result<(), Stop> {
        let same = (&kept.metadata_prefix, &kept.set, kept.from, kept.until, kept.headers_only)
            == (&settings.metadata_prefix, &settings.set, settings.from, settings.until, settings.headers_only);
        if !same {
            return Err(self.another_harvest());
        }
        if kept.position == Position::End {
            let path = self.path.display();
            eprintln!("{path} holds this harvest to its end; for a new one name another directory");
        }
        Ok(())
    }

    fn another_harvest(&self) -> Stop {
        let path = self.path.display();
        Stop::Usage(format!("{path} holds another harvest (address, set, prefix or dates): name another directory"))
    }
}

fn page_name(page: u64) -> String {
    format!("page-{page:06}")
}

/// The value of the line `name value` that `text` begins with, and what follows it.
fn line<'a>(text: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let (line, rest) = text.split_once('\n')?;
    Some((line.strip_prefix(name)?.trim_start(), rest))
}

/// Written beside and moved into place, so that a kill leaves the old file or the new one.
fn write_durably(path: &Path, content: &[u8]) -> Result<(), Stop> {
    let wrong = |fault: io::Error| Stop::Failed(format!("{} cannot be written: {fault}", path.display()));
    let beside = beside(path);
    let mut file = File::create(&beside).map_err(wrong)?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(wrong)?;
    fs::rename(&beside, path).map_err(wrong)
}
