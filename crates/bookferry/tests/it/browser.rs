//! A browser of one person, as far as the pages need one.

use reqwest::{Client, Response, redirect::Policy};

use super::house::{House, PASSWORD};

/// A browser of one person, or of a stranger. It follows no redirect.
pub struct Browser {
    client: Client,
    address: String,
    cookie: String,
}

impl Browser {
    /// Nobody has signed in.
    pub fn stranger(house: &House) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { client, address: house.address.clone(), cookie: String::new() }
    }

    /// With the session of this person.
    pub async fn sign_in(house: &House, username: &str) -> Self {
        let mut browser = Self::stranger(house);
        let response = sign_in_form(&browser, username, PASSWORD).await;
        assert_eq!(response.status(), 303, "{username} cannot sign in");
        let cookie = response.headers().get("set-cookie").expect("a session").to_str().expect("a text");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        browser.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        browser
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Response {
        self.client
            .get(format!("{}{path}", self.address))
            .header("Cookie", &self.cookie)
            .send()
            .await
            .expect("an answer")
    }

    /// The text of a page.
    pub async fn text(&self, path: &str) -> String {
        self.get(path).await.text().await.expect("a page")
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, form: &str, site: Option<&str>) -> Response {
        let request = self.client.post(format!("{}{path}", self.address)).header("Cookie", &self.cookie);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form.to_owned());
        let request = match site {
            Some(site) => request.header("Sec-Fetch-Site", site),
            None => request,
        };
        request.send().await.expect("an answer")
    }

    /// The token that the forms of a page carry.
    pub async fn token(&self, path: &str) -> String {
        let page = self.text(path).await;
        let (_, after) =
            page.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("{path} has no form: {page}"));
        after.split('"').next().unwrap_or_default().to_owned()
    }
}

/// Sends the form of the sign-in page.
pub async fn sign_in_form(browser: &Browser, username: &str, password: &str) -> Response {
    let form = format!("username={username}&password={}&next=", password.replace(' ', "+"));
    browser.post("/sign-in", &form, None).await
}

/// Where an answer leads.
pub fn location(response: &Response) -> String {
    response.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
