//! OtherInformation: the standard's own extension point, in every message.

use crate::Oid;
use crate::codec::{Implicit, Own, choice, sequence};
use crate::record::External;

sequence! {
    /// One addition to a message.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OtherInformation {
        /// What kind of addition.
        optional category: InfoCategory as Implicit<1>,
        /// The addition.
        required information: Information as Own,
    }
}

sequence! {
    /// A kind of addition.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct InfoCategory {
        /// Who defined it.
        optional category_type_id: Oid as Implicit<1>,
        /// Its number.
        lenient category_value: i64 as Implicit<2>,
    }
}

choice! {
    /// The addition itself.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Information {
        /// Text.
        Characters(String) as Implicit<2>,
        /// Bytes.
        Binary(Vec<u8>) as Implicit<3>,
        /// A value with its type.
        External(External) as Implicit<4>,
        /// An identifier that says it all.
        Oid(Oid) as Implicit<5>,
    }
    /// Something else, as it came.
    else Other if |_| true
}

impl OtherInformation {
    /// An addition without category.
    #[must_use]
    pub fn new(information: Information) -> Self {
        Self { category: None, information, unknown: Vec::new() }
    }
}
