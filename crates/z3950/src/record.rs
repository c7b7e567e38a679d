//! Records as they travel (Z39.50-1995, 3.2.3.1.6 and 4.2.8): EXTERNAL, database name, diagnostics instead of a record.

use crate::ber::{Element, Raw, Tag, Writer};
use crate::codec::{Content, Explicit, Implicit, Own, Tagged, choice, read_tagged, sequence};
use crate::grs::{self, TaggedElement};
use crate::opac::OpacRecord;
use crate::{DecodeError, Diagnostic, Oid, diag1};

/// The ASN.1 type EXTERNAL (X.690, 8.18): a value with the identifier of what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// What the value is, such as [`Oid::USMARC`].
    pub syntax: Option<Oid>,
    /// A presentation context; a relic of the OSI stack.
    pub indirect_reference: Option<i64>,
    /// A description in words.
    pub descriptor: Option<String>,
    /// The value.
    pub encoding: Encoding,
}

choice! {
    /// The three ways in which EXTERNAL carries a value.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Encoding {
        /// A BER element (single-ASN1-type), as OPAC and GRS-1 records are.
        Single(Raw) as Explicit<0>,
        /// Bytes (octet-aligned), as MARC and XML records are.
        Octets(Vec<u8>) as Implicit<1>,
    }
    /// Bits (arbitrary), kept as they came.
    else Arbitrary if |tag| tag == Tag::context(2)
}

impl External {
    /// Bytes of a syntax: a MARC record, XML.
    #[must_use]
    pub fn octets(syntax: Oid, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(syntax, Encoding::Octets(bytes.into()))
    }

    /// A BER element of a syntax.
    #[must_use]
    pub fn single(syntax: Oid, element: Raw) -> Self {
        Self::new(syntax, Encoding::Single(element))
    }

    /// Text of a syntax as one InternationalString: a SUTRS record, a query in CQL.
    #[must_use]
    pub fn text(syntax: Oid, text: &str) -> Self {
        match Raw::build(|writer| writer.primitive(Tag::GENERAL_STRING, text.as_bytes())) {
            Some(element) => Self::single(syntax, element),
            None => Self::octets(syntax, text),
        }
    }

    /// An OPAC record.
    #[must_use]
    pub fn opac(record: &OpacRecord) -> Self {
        match Raw::build(|writer| record.write(writer, Tag::SEQUENCE)) {
            Some(element) => Self::single(Oid::OPAC, element),
            None => Self::octets(Oid::OPAC, Vec::new()),
        }
    }

    fn new(syntax: Oid, encoding: Encoding) -> Self {
        Self { syntax: Some(syntax), indirect_reference: None, descriptor: None, encoding }
    }

    /// The value's bytes, when it is bytes: octet-aligned, or a string as single ASN.1 type, as some targets send MARC.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match &self.encoding {
            Encoding::Octets(bytes) => Some(bytes.clone()),
            Encoding::Single(raw) if raw.tag() == Tag::OCTET_STRING || raw.tag().is_text() => {
                raw.message().ok()?.root().octets().ok().map(Into::into)
            }
            Encoding::Single(_) | Encoding::Arbitrary(_) => None,
        }
    }

    /// The record inside, read according to its syntax. A syntax that this crate does not know is not an error.
    ///
    /// # Errors
    /// When an OPAC or GRS-1 record does not hold what its syntax demands.
    pub fn record(&self) -> Result<Record, DecodeError> {
        if let (Some(syntax), Encoding::Single(raw)) = (&self.syntax, &self.encoding) {
            let message = raw.message()?;
            if *syntax == Oid::OPAC {
                let record = OpacRecord::read(&message.root()).map_err(|error| error.within("OpacRecord"))?;
                return Ok(Record::Opac(Box::new(record)));
            }
            if *syntax == Oid::GRS1 {
                return grs::read(&message.root()).map(Record::Grs).map_err(|error| error.within("GenericRecord"));
            }
        }
        let Some(bytes) = self.bytes() else { return Ok(Record::Other) };
        Ok(match &self.syntax {
            Some(syntax) if *syntax == Oid::SUTRS => Record::Sutrs(String::from_utf8_lossy(&bytes).into_owned()),
            Some(syntax) if *syntax == Oid::XML => Record::Xml(bytes),
            _ => Record::Marc(bytes),
        })
    }
}

impl Content for External {
    const TAG: Tag = Tag::EXTERNAL;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        let (mut syntax, mut indirect_reference, mut descriptor, mut encoding) = (None, None, None, None);
        for part in element.children()? {
            match part.tag() {
                Tag::OBJECT_IDENTIFIER => syntax = Some(part.oid()?),
                Tag::INTEGER => indirect_reference = Some(part.integer()?),
                OBJECT_DESCRIPTOR => descriptor = Some(part.text()?),
                _ => encoding = Some(read_tagged(&part)?),
            }
        }
        let encoding = encoding.ok_or_else(|| element.missing("encoding"))?;
        Ok(Self { syntax, indirect_reference, descriptor, encoding })
    }

    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.begin(tag);
        if let Some(syntax) = &self.syntax {
            syntax.write_tagged(writer);
        }
        if let Some(reference) = &self.indirect_reference {
            reference.write_tagged(writer);
        }
        if let Some(descriptor) = &self.descriptor {
            descriptor.write(writer, OBJECT_DESCRIPTOR);
        }
        self.encoding.write_tagged(writer);
        writer.end();
    }
}

/// ObjectDescriptor, a GraphicString under a tag of its own.
const OBJECT_DESCRIPTOR: Tag = Tag::universal(7);

/// What a record turns out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Bytes of a syntax other than those below; with a MARC syntax, an ISO 2709 record.
    Marc(Vec<u8>),
    /// An XML document.
    Xml(Vec<u8>),
    /// Unstructured text.
    Sutrs(String),
    /// A bibliographic record with holdings.
    Opac(Box<OpacRecord>),
    /// A tree of tagged elements.
    Grs(Vec<TaggedElement>),
    /// Structure of a syntax that this crate does not know; see [`External::encoding`].
    Other,
}

sequence! {
    /// One place of a response: a record, or why there is none, and the database it comes from (NamePlusRecord).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct NamePlusRecord {
        /// The database; left out when the same as of the record before.
        optional database: String as Implicit<0>,
        /// The record or what stands for it.
        required record: Retrieved as Explicit<1>,
    }
}

impl NamePlusRecord {
    /// A record, or a diagnostic in its place, from `database`.
    #[must_use]
    pub fn new(database: Option<String>, record: Retrieved) -> Self {
        Self { database, record, unknown: Vec::new() }
    }
}

choice! {
    /// What stands in a record's place.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Retrieved {
        /// The record.
        Record(External) as Explicit<1>,
        /// Why this record is not here (surrogate diagnostic).
        Diagnostic(DiagnosticRecord) as Explicit<2>,
    }
    /// A part of a record (level 2 segmentation), as it came.
    else Fragment if |_| true
}

choice! {
    /// A diagnostic in the default format or another.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum DiagnosticRecord {
        /// Number and text.
        Default(Diagnostic) as Own,
        /// Another format, such as diag-1 ([`Oid::DIAG1`]).
        External(External) as Own,
    }
    /// Neither; as it came.
    else Other if |_| true
}

impl DiagnosticRecord {
    /// The diagnostic in the default format: also the first one inside diag-1. For another format number 100,
    /// unspecified, with that format's name.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::Default(diagnostic) => diagnostic.clone(),
            Self::External(external) => diag1::diagnostics(external).into_iter().next().unwrap_or_else(|| {
                let format = external.syntax.as_ref().map(ToString::to_string).unwrap_or_default();
                Diagnostic::new(100, format!("diagnostic in format {format}"))
            }),
            Self::Other(raw) => Diagnostic::new(100, format!("diagnostic with tag {}", raw.tag())),
        }
    }
}

impl From<Diagnostic> for DiagnosticRecord {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Default(diagnostic)
    }
}

choice! {
    /// The records of a response, or why there are none (Records).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Records {
        /// Records, each with its own diagnostic if need be.
        Records(Vec<NamePlusRecord>) as Implicit<28>,
        /// The one reason.
        Diagnostic(Diagnostic) as Implicit<130>,
        /// Several reasons (version 3).
        Diagnostics(Vec<DiagnosticRecord>) as Implicit<205>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

impl Records {
    /// The reasons why there are no records.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Self::Diagnostic(diagnostic) => vec![diagnostic.clone()],
            Self::Diagnostics(all) => all.iter().map(DiagnosticRecord::diagnostic).collect(),
            Self::Records(_) | Self::Other(_) => Vec::new(),
        }
    }
}
