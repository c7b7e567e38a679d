//! What the address of a result page says, and the addresses of its neighbours.

use index::search::{FacetKind, Filter, Order, Query};

use crate::web::encode;

/// More is no search of a person, in characters.
const LONGEST_QUERY: usize = 500;
/// Facet values that one address may choose.
const MOST_FILTERS: usize = 20;
/// Results further down are not looked at by people; they refine the search.
const LAST_PAGE: usize = 500;

/// A search as its address gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What was typed.
    pub typed: String,
    /// Facet values chosen.
    pub filters: Vec<Filter>,
    /// How the results are sorted.
    pub order: Order,
    /// Counted from 1.
    pub page: usize,
}

impl Asked {
    /// Reads the query of an address. Whatever means nothing is passed over.
    #[must_use]
    pub fn of(query: &str) -> Self {
        let mut asked = Self { page: 1, ..Self::default() };
        for (name, value) in oai_pmh::decode_query(query) {
            match (name.as_str(), FacetKind::from_name(&name)) {
                ("q", _) => asked.typed = value.trim().chars().take(LONGEST_QUERY).collect(),
                ("sort", _) => asked.order = order(&value),
                ("page", _) => asked.page = value.parse().unwrap_or(1).clamp(1, LAST_PAGE),
                (_, Some(kind)) if !value.is_empty() && asked.filters.len() < MOST_FILTERS => asked.choose(kind, value),
                _ => {}
            }
        }
        asked
    }

    fn choose(&mut self, kind: FacetKind, value: String) {
        let filter = Filter { kind, value };
        if !self.filters.contains(&filter) {
            self.filters.push(filter);
        }
    }

    /// The search for the index. Without words it lists everything by title.
    #[must_use]
    pub fn query(&self) -> Query {
        let parsed = Query::parse(&self.typed);
        let order = if parsed.clauses.is_empty() && self.order == Order::Relevance { Order::Title } else { self.order };
        Query { filters: self.filters.clone(), order, offset: (self.page - 1) * Query::PAGE, ..parsed }
    }

    /// Whether a facet value is chosen.
    #[must_use]
    pub fn has(&self, kind: FacetKind, value: &str) -> bool {
        self.filters.iter().any(|filter| filter.kind == kind && filter.value == value)
    }

    /// The address of this search.
    #[must_use]
    pub fn address(&self) -> String {
        let mut address = format!("/search?q={}", encode(&self.typed));
        for filter in &self.filters {
            address.push_str(&format!("&{}={}", filter.kind.name(), encode(&filter.value)));
        }
        if let Some(sort) = sort_name(self.order) {
            address.push_str(&format!("&sort={sort}"));
        }
        if self.page > 1 {
            address.push_str(&format!("&page={}", self.page));
        }
        address
    }

    /// The address with one more facet value.
    #[must_use]
    pub fn address_with(&self, kind: FacetKind, value: &str) -> String {
        let mut more = self.at_page(1);
        more.choose(kind, value.to_owned());
        more.address()
    }

    /// The address without a facet value.
    #[must_use]
    pub fn address_without(&self, kind: FacetKind, value: &str) -> String {
        let mut less = self.at_page(1);
        less.filters.retain(|filter| filter.kind != kind || filter.value != value);
        less.address()
    }

    /// The address in another order.
    #[must_use]
    pub fn address_sorted(&self, order: Order) -> String {
        Self { order, ..self.at_page(1) }.address()
    }

    /// The same search at another page.
    #[must_use]
    pub fn at_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }
}

fn order(name: &str) -> Order {
    match name {
        "newest" => Order::Newest,
        "title" => Order::Title,
        _ => Order::Relevance,
    }
}

fn sort_name(order: Order) -> Option<&'static str> {
    match order {
        Order::Relevance => None,
        Order::Newest => Some("newest"),
        Order::Title => Some("title"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let asked = Asked::of("q=war+%26+peace&format=book&format=e-book&library=2&sort=newest&page=3&utm=x");
        assert_eq!(asked.typed, "war & peace");
        assert_eq!(asked.filters.len(), 3);
        assert_eq!(
            asked.address(),
            "/search?q=war%20%26%20peace&format=book&format=e-book&library=2&sort=newest&page=3"
        );
        assert_eq!(Asked::of(asked.address().split_once('?').unwrap().1), asked);
        assert_eq!(asked.query().offset, 40);
    }

    #[test]
    fn facets_are_added_once_and_removed_and_lead_to_the_first_page() {
        let asked = Asked::of("q=a&decade=1990&page=4");
        assert_eq!(asked.address_with(FacetKind::Decade, "1990"), "/search?q=a&decade=1990");
        assert_eq!(asked.address_with(FacetKind::Format, "book"), "/search?q=a&decade=1990&format=book");
        assert_eq!(asked.address_without(FacetKind::Decade, "1990"), "/search?q=a");
    }

    #[test]
    fn nonsense_in_an_address_is_passed_over() {
        for query in ["", "&&=", "page=-1", "page=999999999999999999999999", "page=0", "sort=%FF&format="] {
            let asked = Asked::of(query);
            assert!((1..=LAST_PAGE).contains(&asked.page), "{query}");
            assert!(asked.filters.is_empty(), "{query}");
        }
    }
}
