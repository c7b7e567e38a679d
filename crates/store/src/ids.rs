//! Row numbers, one type a table, so that a request cannot be passed for a library.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Type};

/// Milliseconds since 1970-01-01T00:00Z. The store reads no clock: every time comes from the caller.
pub type Millis = i64;

macro_rules! id {
    ($name:ident, $what:literal) => {
        #[doc = $what]
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<DB: Database> Type<DB> for $name
        where
            i64: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                i64::type_info()
            }

            fn compatible(ty: &DB::TypeInfo) -> bool {
                i64::compatible(ty)
            }
        }

        impl<'q, DB: Database> Encode<'q, DB> for $name
        where
            i64: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buf: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                self.0.encode_by_ref(buf)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $name
        where
            i64: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                i64::decode(value).map(Self)
            }
        }
    };
}

id!(LibraryId, "A member library: the tenant. Every read of a library's own rows takes it.");
id!(AccountId, "A person's or program's account.");
id!(SourceId, "A place that records are harvested from.");
id!(RunId, "One harvest of a source.");
id!(RecordId, "A bibliographic record of one library.");
id!(ClusterId, "Records judged to describe the same thing; what a patron sees as one title.");
id!(RequestId, "One side of one interlibrary loan request.");
id!(OutboxId, "One message or call waiting to leave.");
id!(DocumentId, "A delivered copy.");
id!(MessageId, "One message and its answer, in the log.");
id!(NoticeId, "A sentence for a patron or for the staff.");
id!(QuarantineId, "Something that a source gave and that could not be taken in.");
id!(FileId, "A file that a source was seen to have.");
id!(GroupId, "Libraries that belong together.");
id!(BillId, "What one library owes another for a request.");
