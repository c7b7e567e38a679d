//! Sends what a simulated Alma wants to send: RenewItem to a broker, webhooks to a listener.

use std::time::Duration;

use alma_sim::{Outgoing, OutgoingReply};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use tokio::task::JoinSet;

use super::Host;

/// How long an answer may take. Alma's own patience is not known.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked for messages whose hour has come.
const LOOK: Duration = Duration::from_secs(1);

/// The largest answer that is read, in bytes.
const ANSWER_LIMIT: usize = 1 << 20;

/// The client of one simulated Alma.
///
/// # Errors
/// When there is no usable TLS.
pub(super) fn client() -> std::io::Result<Client> {
    // A second call finds the provider already there, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().connect_timeout(Duration::from_secs(5)).redirect(Policy::none()).no_proxy();
    builder.build().map_err(std::io::Error::other)
}

/// Sends for ever. What is under way when this ends is not noted any more.
pub(super) async fn serve(host: Host, client: Client) {
    let mut under_way = JoinSet::new();
    loop {
        let now = host.clock.now();
        let due = host.lock().alma.take_outgoing(now);
        for outgoing in due {
            under_way.spawn(deliver(host.clone(), client.clone(), outgoing, PATIENCE));
        }
        while under_way.try_join_next().is_some() {}
        // Whatever was answered last may have made something to send.
        let _ = tokio::time::timeout(LOOK, host.something_sent.notified()).await;
    }
}

async fn deliver(host: Host, client: Client, outgoing: Outgoing, patience: Duration) {
    let reply = match tokio::time::timeout(patience, send(&client, &outgoing)).await {
        Ok(reply) => reply,
        Err(_) => OutgoingReply::TimedOut,
    };
    let now = host.clock.now();
    let mut hosted = host.lock();
    hosted.alma.outgoing_answered(&outgoing, &reply, now);
    hosted.keep_journal();
}

async fn send(client: &Client, outgoing: &Outgoing) -> OutgoingReply {
    let method = if outgoing.method == "GET" { Method::GET } else { Method::POST };
    let request = client.request(method, &outgoing.url).body(outgoing.body.clone());
    let request = outgoing.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    let failed = |fault: reqwest::Error| match fault.is_connect() || fault.is_builder() {
        true => OutgoingReply::NotReached,
        false => OutgoingReply::TimedOut,
    };
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(fault) => return failed(fault),
    };
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() <= ANSWER_LIMIT => body.extend_from_slice(&piece),
            Ok(None) => return OutgoingReply::Answered { status, body },
            Ok(Some(_)) => return OutgoingReply::TimedOut,
            Err(fault) => return failed(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use alma_sim::{Alma, HttpRequest, Institution, Setup};
    use axum::Router;
    use axum::extract::{Query, State};
    use axum::http::HeaderMap;
    use axum::routing::get;
    use tokio::net::TcpListener;
    use tokio::sync::Notify;

    use super::super::Hosted;
    use super::*;
    use crate::clock::Clock;

    /// Events that came, and a bell for each.
    #[derive(Clone, Default)]
    struct Heard {
        bodies: Arc<Mutex<Vec<(String, String)>>>,
        bell: Arc<Notify>,
    }

    async fn echo(Query(fields): Query<std::collections::HashMap<String, String>>) -> String {
        serde_json::json!({ "challenge": fields["challenge"] }).to_string()
    }

    async fn hear(State(heard): State<Heard>, headers: HeaderMap, body: String) {
        let signature = headers["x-exl-signature"].to_str().unwrap().to_owned();
        heard.bodies.lock().unwrap().push((signature, body));
        heard.bell.notify_one();
    }

    async fn listener(heard: Heard) -> String {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let router = Router::new().route("/hook", get(echo).post(hear)).with_state(heard);
        tokio::spawn(async move { axum::serve(socket, router).await });
        format!("http://{address}/hook")
    }

    fn host(alma: Alma) -> Host {
        Host {
            alma: Arc::new(Mutex::new(Hosted { alma, journal: None })),
            clock: Clock::System,
            something_sent: Arc::new(Notify::new()),
        }
    }

    fn posted(host: &Host, path: &str, fields: &str) {
        let mut hosted = host.lock();
        let request = HttpRequest::post(path, "application/x-www-form-urlencoded", fields);
        let now = host.clock.now();
        hosted.alma.http(&request, now);
    }

    #[tokio::test]
    async fn a_listener_echoes_its_challenge_and_hears_of_a_loan() {
        let heard = Heard::default();
        let url = listener(heard.clone()).await;
        let host = host(Alma::new(Setup::sample(Institution::East, Clock::System.now())));
        let form = format!("code=BF&name=BF&active=true&url={url}&secret=s&loans=true");
        posted(&host, "/alma/integration-profiles/webhooks", &form);
        let challenge = host.lock().alma.take_outgoing(host.clock.now()).remove(0);
        deliver(host.clone(), client().unwrap(), challenge, PATIENCE).await;
        posted(&host, "/simulator/desk/loan", "barcode=31210000010528&user=afontenoy");
        let courier = tokio::spawn(serve(host.clone(), client().unwrap()));
        heard.bell.notified().await;
        courier.abort();
        let bodies = heard.bodies.lock().unwrap().clone();
        assert_eq!(bodies.len(), 1);
        assert!(bodies[0].1.contains("\"LOAN_CREATED\"") && bodies[0].0.len() == 44, "{bodies:?}");
    }

    #[tokio::test]
    async fn nobody_silence_and_an_answer_are_told_apart() {
        let client = client().unwrap();
        let heard = Heard::default();
        let there = listener(heard).await;
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let silent_url = format!("http://{}/hook", silent.local_addr().unwrap());
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gone_url = format!("http://{}/hook", gone.local_addr().unwrap());
        drop(gone);
        for (url, expected) in [
            (there, "echoed the challenge"),
            (silent_url, "did not echo"),
            (gone_url, "did not echo"),
            ("http://".to_owned(), "did not echo"),
        ] {
            let host = host(Alma::new(Setup::sample(Institution::East, Clock::System.now())));
            posted(
                &host,
                "/alma/integration-profiles/webhooks",
                &format!("code=BF&name=BF&active=true&url={url}&secret=s"),
            );
            let challenge = host.lock().alma.take_outgoing(host.clock.now()).remove(0);
            deliver(host.clone(), client.clone(), challenge, Duration::from_millis(300)).await;
            let page = HttpRequest::get("/alma/integration-profiles/webhooks", "");
            let now = host.clock.now();
            let page = host.lock().alma.http(&page, now).response.unwrap().body;
            let page = String::from_utf8(page).unwrap();
            assert!(page.contains(expected), "{url}");
        }
    }
}
