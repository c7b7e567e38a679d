//! TLS for what is not HTTP, with the same trust as our HTTP clients: what the operating system trusts, and beside it the
//! authority that a source names (TLS 1.2 and 1.3; RFC 8446).

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

/// How a client makes sure of a server. `authority`: certificates as PEM that are believed beside those of the system.
///
/// # Errors
/// In words: the authority holds no certificate, or none can be checked on this system.
pub fn client_tls(authority: Option<&[u8]>) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(default_provider());
    let verifier = match authority {
        None => Verifier::new(Arc::clone(&provider)),
        Some(pem) => with_roots(certificates(pem)?, &provider)?,
    };
    let verifier = verifier.map_err(|fault| format!("no certificate can be checked: {fault}"))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|fault| format!("no TLS can be made: {fault}"))?;
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Ok(Arc::new(config.with_no_client_auth()))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem).flatten().collect();
    match certificates.is_empty() {
        true => Err("the file of certificates holds none in PEM form".to_owned()),
        false => Ok(certificates),
    }
}

#[cfg(any(all(unix, not(target_os = "android")), target_os = "windows"))]
fn with_roots(
    roots: Vec<CertificateDer<'static>>,
    provider: &Arc<rustls::crypto::CryptoProvider>,
) -> Result<Result<Verifier, rustls::Error>, String> {
    Ok(Verifier::new_with_extra_roots(roots, Arc::clone(provider)))
}

#[cfg(not(any(all(unix, not(target_os = "android")), target_os = "windows")))]
fn with_roots(
    _: Vec<CertificateDer<'static>>,
    _: &Arc<rustls::crypto::CryptoProvider>,
) -> Result<Result<Verifier, rustls::Error>, String> {
    Err("an authority of one's own cannot be believed on this system".to_owned())
}
