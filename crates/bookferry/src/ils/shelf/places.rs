//! The libraries and shelving locations that Alma's configuration has, read over its REST interface.

use availability::{Places, ReadError, Reading};
use store::LibraryId;

use super::ShelfError;
use super::rest::Rest;
use crate::outside::Answer;
use crate::platform::Platform;
use crate::settings::{KnownPlace, KnownPlaces, LibrarySettings, Way};

/// Reads codes and names of all libraries and shelving locations.
///
/// # Errors
/// [`ShelfError`].
pub async fn read_places(
    platform: &Platform,
    library: LibraryId,
    settings: &LibrarySettings,
) -> Result<KnownPlaces, ShelfError> {
    if settings.availability.rest_address.is_empty() || settings.availability.rest_key.is_empty() {
        return Err(ShelfError::NoWay);
    }
    let rest = Rest::new(platform, library, settings)?;
    let mut places = Places::default();
    places.read_libraries(&good(rest.fetch("conf/libraries").await?)?)?;
    let codes: Vec<String> = places.libraries().map(|(code, _)| code.to_owned()).collect();
    for code in &codes {
        let answer = rest.fetch(&format!("conf/libraries/{code}/locations")).await?;
        places.read_locations(code, &good(answer)?)?;
    }
    Ok(known(&places, platform.now()))
}

/// The body, or why there is none.
fn good(answer: Answer) -> Result<Vec<u8>, ShelfError> {
    match (answer.status, Reading::of_system("Alma").read(&answer.body)) {
        (200..=299, _) => Ok(answer.body),
        (_, Err(refusal @ ReadError::Refused { .. })) => Err(refusal.into()),
        (status, _) => Err(ShelfError::Status(Way::Rest, status)),
    }
}

fn known(places: &Places, read_at: i64) -> KnownPlaces {
    let place = |library: &str, code: &str, names: &[String]| KnownPlace {
        library: library.to_owned(),
        code: code.to_owned(),
        names: names.to_vec(),
    };
    KnownPlaces {
        libraries: places.libraries().map(|(code, names)| place("", code, names)).collect(),
        locations: places.locations().map(|(library, code, names)| place(library, code, names)).collect(),
        read_at,
    }
}
