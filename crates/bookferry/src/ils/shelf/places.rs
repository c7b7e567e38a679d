//! The libraries and shelving locations that Alma's configuration has, read over its REST interface.

use availability::Places;
use store::LibraryId;

use super::ShelfError;
use super::rest::Rest;
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
    if !settings.has_way(Way::Rest) {
        return Err(ShelfError::NoWay);
    }
    let (rest, reading) = (Rest::new(platform, library, settings)?, platform.shelves().reading("Alma"));
    let mut places = Places::default();
    places.read_libraries(&rest.body(&reading, "conf/libraries").await?)?;
    let codes: Vec<String> = places.libraries().map(|(code, _)| code.to_owned()).collect();
    for code in &codes {
        let body = rest.body(&reading, &format!("conf/libraries/{code}/locations")).await?;
        places.read_locations(code, &body)?;
    }
    Ok(known(&places, platform.now()))
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
