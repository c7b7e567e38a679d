//! OPAC records: a bibliographic record with holdings and circulation (Z39.50-1995, REC.2).

mod from_xml;

use crate::DecodeError;
use crate::ber::{Limits, Message, Tag, Writer};
use crate::codec::{Content, Implicit, choice, sequence};
use crate::record::External;

sequence! {
    /// A title at a library: its description and what the library has of it.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct OpacRecord {
        /// The description, usually MARC 21.
        optional bibliographic_record: External as Implicit<1>,
        /// Holdings, one for each location or copy.
        list holdings: Vec<HoldingsRecord> as Implicit<2>,
    }
}

impl OpacRecord {
    /// Reads a record from BER: the contents of a single-ASN1-type EXTERNAL.
    ///
    /// # Errors
    /// When it is not valid BER or a mandatory element is missing.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let message = Message::parse(bytes, &Limits::RESPONSE)?;
        Self::read(&message.root()).map_err(|error| error.within("OpacRecord"))
    }

    /// The record in BER.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer, Tag::SEQUENCE);
        writer.finish()
    }

    /// Reads the first `opacRecord` element of an XML document, in the form that YAZ gives OPAC records; it may be the
    /// document itself or inside an SRU response. The bibliographic record becomes an [`Oid::XML`](crate::Oid::XML)
    /// record.
    ///
    /// # Errors
    /// When the document is not well-formed; `Ok(None)` when it is but holds no OPAC record.
    pub fn from_xml(document: &[u8]) -> Result<Option<Self>, DecodeError> {
        from_xml::read(document)
    }

    /// The holdings in this protocol's own form, MARC holdings left out.
    pub fn holdings_and_circulation(&self) -> impl Iterator<Item = &HoldingsAndCirculation> {
        self.holdings.iter().filter_map(|holdings| match holdings {
            HoldingsRecord::HoldingsAndCirculation(holdings) => Some(holdings.as_ref()),
            HoldingsRecord::Marc(_) | HoldingsRecord::Other(_) => None,
        })
    }
}

choice! {
    /// What a library has of a title, in one of two forms.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum HoldingsRecord {
        /// A MARC holdings record.
        Marc(External) as Implicit<1>,
        /// Holdings with circulation.
        HoldingsAndCirculation(Box<HoldingsAndCirculation>) as Implicit<2>,
    }
    /// Something else, as it came.
    else Other if |_| true
}

sequence! {
    /// What a library has at one location, and how each piece can be had.
    ///
    /// The fields follow MARC 21 holdings; targets fill them as they like. Alma gives names, not codes, for the two
    /// locations.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct HoldingsAndCirculation {
        /// Leader 06.
        optional type_of_record: String as Implicit<1>,
        /// Leader 17.
        optional encoding_level: String as Implicit<2>,
        /// 007 00-01.
        optional format: String as Implicit<3>,
        /// 008 06.
        optional receipt_acq_status: String as Implicit<4>,
        /// 008 12.
        optional general_retention: String as Implicit<5>,
        /// 008 16.
        optional completeness: String as Implicit<6>,
        /// 008 26-31, as YYMMDD.
        optional date_of_report: String as Implicit<7>,
        /// 852 $a, the library.
        optional nuc_code: String as Implicit<8>,
        /// 852 $b, the branch.
        optional local_location: String as Implicit<9>,
        /// 852 $c, the shelves.
        optional shelving_location: String as Implicit<10>,
        /// 852 $h and $i.
        optional call_number: String as Implicit<11>,
        /// 852 $j to $m.
        optional shelving_data: String as Implicit<12>,
        /// 852 $t.
        optional copy_number: String as Implicit<13>,
        /// 852 $z.
        optional public_note: String as Implicit<14>,
        /// 843.
        optional reproduction_note: String as Implicit<15>,
        /// 845.
        optional terms_use_repro: String as Implicit<16>,
        /// 85x and 86x.
        optional enum_and_chron: String as Implicit<17>,
        /// The volumes held.
        list volumes: Vec<Volume> as Implicit<18>,
        /// The pieces that circulate.
        list circulation_data: Vec<CirculationRecord> as Implicit<19>,
    }
}

sequence! {
    /// A volume held.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct Volume {
        /// Such as `v.3`.
        optional enumeration: String as Implicit<1>,
        /// Such as `1987`.
        optional chronology: String as Implicit<2>,
        /// Both in one.
        optional enum_and_chron: String as Implicit<3>,
    }
}

sequence! {
    /// A piece that circulates.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct CirculationRecord {
        /// Whether it can be had now.
        lenient available_now: bool as Implicit<1>,
        /// When it is due back, in the target's own form.
        optional availability_date: String as Implicit<2>,
        /// By which service it can be had; Alma puts the item policy here.
        optional available_thru: String as Implicit<3>,
        /// Restrictions, or the status in words.
        optional restrictions: String as Implicit<4>,
        /// Barcode.
        optional item_id: String as Implicit<5>,
        /// Whether a loan can be renewed.
        lenient renewable: bool as Implicit<6>,
        /// Whether somebody waits for it.
        lenient on_hold: bool as Implicit<7>,
        /// Volume.
        optional enum_and_chron: String as Implicit<8>,
        /// Text on the spine.
        optional midspine: String as Implicit<9>,
        /// Where it is for the time being.
        optional temporary_location: String as Implicit<10>,
    }
}
