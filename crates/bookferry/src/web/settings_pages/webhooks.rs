//! Webhooks: Alma tells us when a patron takes a borrowed item and brings it back.

use store::LibraryId;

use super::section::FormSection;
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Webhooks};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

impl FormSection for Webhooks {
    const TITLE: &'static str = "Webhooks";
    const ABOUT: &'static [&'static str] = &[
        "NCIP does not tell us when a patron takes a borrowed item home or brings it back. Alma's webhooks do: staff then see at once what can be sent home.",
        "In Alma: Configuration > General > External Systems > Integration Profiles, Add, type Webhooks. Message type JSON, the address below, a secret of your own, subscription to Loans.",
    ];

    fn fields(&self) -> Vec<Field> {
        let hint = "The same as in Alma's integration profile. It is never shown: empty, the one that is kept stays.";
        vec![
            Field::switch("is_on", "Take webhooks of Alma", self.is_on),
            Field::password("secret", "Secret").with_hint(hint),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        Ok(Self { is_on: form.is_ticked("is_on"), secret: form.text("secret").to_owned() })
    }

    fn with_secrets_of(self, kept: &Self) -> Self {
        let secret = if self.secret.is_empty() { kept.secret.clone() } else { self.secret };
        Self { secret, ..self }
    }

    fn known(platform: &Platform, _: LibraryId, settings: &LibrarySettings) -> Option<String> {
        let address = format!("{}/webhooks/alma/{}", platform.options().public_address, settings.code);
        Some(match settings.webhooks.secret.is_empty() {
            true => format!(
                "Webhook listener URL for Alma: {address}. No secret is kept yet; without one nothing is taken."
            ),
            false => format!("Webhook listener URL for Alma: {address}. A secret is kept."),
        })
    }
}
