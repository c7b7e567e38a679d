//! Links as discovery systems send them, and what is read out of them.

use openurl::{Genre, ParseError, Request, ServiceType, Version, parse};

fn read(link: &str) -> Request {
    parse(link).unwrap_or_else(|error| panic!("{error}: {link}"))
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_link_from_an_alma_template_is_tidied_up() {
    let request = read(
        "http://ill.example:3012/?Action=10&Form=30&rft.genre=book&rft.title=Property+and+wealth+in+classical+Sparta+%2F\
         &rft.stitle=Property+and+wealth+in+classical+Sparta+%2F&rft.atitle=&rft.date=2000.&rft.month=&rft.isbn=0715630407\
         &rft.au=,&rft.auinit=&rft.pub=Duckworth+and+the+Classical+Press+of+Wales&rft.place=London+%3A&rft.doi=\
         &rfe_dat=44786349&rfr_id=info%3Asid%2Fprimo.exlibrisgroup.com-01XX_ALMA",
    );
    assert_eq!(request.version, Version::V1_0);
    assert_eq!(request.genre, Some(Genre::Book));
    assert_eq!(request.title, some("Property and wealth in classical Sparta"));
    assert_eq!(request.short_title, None, "it says the same");
    assert_eq!(request.authors, Vec::<String>::new());
    assert_eq!((request.date.as_deref(), request.year), (Some("2000."), Some(2000)));
    assert_eq!(request.publisher, some("Duckworth and the Classical Press of Wales"));
    assert_eq!(request.place, some("London"));
    assert_eq!(request.oclc_number, some("44786349"));
    assert_eq!(request.referrer, some("primo.exlibrisgroup.com-01XX_ALMA"));
    let unknown = [("action", "10"), ("form", "30")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(request.unknown, unknown);
    assert_eq!(request.service_type(), Some(ServiceType::Loan));
    assert_eq!(request.missing(), Vec::<&str>::new());
}

#[test]
fn an_article_in_version_0_1_has_its_journal_and_its_pages() {
    let request = read(
        "sid=EBSCO:MEDLINE&genre=article&issn=00280836&isbn=&title=Nature.&volume=171&issue=4356&date=19530425\
         &atitle=Molecular structure of nucleic acids.&aulast=Watson, J. D.&spage=737&epage=738&id=pmid:13054692",
    );
    assert_eq!(request.version, Version::V0_1);
    assert_eq!(request.title, some("Nature"));
    assert_eq!(request.title_of_component, some("Molecular structure of nucleic acids"));
    assert_eq!(request.authors, ["Watson, J. D."]);
    assert_eq!(request.issns, ["0028-0836"]);
    assert_eq!(request.pmid, some("13054692"));
    assert_eq!(request.year, Some(1953));
    assert_eq!((request.volume, request.issue, request.pages), (some("171"), some("4356"), some("737-738")));
    assert_eq!(request.referrer, some("EBSCO:MEDLINE"));
}

#[test]
fn dots_and_underscores_are_the_same() {
    let dots = read(
        "url_ver=Z39.88-2004&rft.genre=book&rft.btitle=Faust&rft.mms_id=991&svc.pickupLocation=Main&req.barcode=7",
    );
    let underscores = read(
        "url_ver=Z39.88-2004&rft_genre=book&rft_btitle=Faust&rft_mms_id=991&svc_pickupLocation=Main&req_barcode=7",
    );
    assert_eq!(Request { raw: String::new(), ..dots.clone() }, Request { raw: String::new(), ..underscores });
    assert_eq!(dots.mms_id, some("991"));
    assert_eq!(dots.service.pickup_location, some("Main"));
    assert_eq!(dots.requester.barcode, some("7"));
}

#[test]
fn where_both_versions_stand_in_a_link_the_newer_wins() {
    let request =
        read("title=Viking+age&date=1999&url_ver=Z39.88-2004&rft.title=Viking+age+Iceland&rft.date=2001&pid=x");
    assert_eq!(request.title, some("Viking age Iceland"));
    assert_eq!(request.year, Some(2001));
    assert_eq!(request.unknown, [("pid".to_owned(), "x".to_owned())]);
}

#[test]
fn the_genre_is_deduced_where_it_is_not_said() {
    let cases = [
        ("rft.genre=unknown&rft.isbn=9780452284913&rft.title=a", Some(Genre::Book)),
        ("rft_val_fmt=info:ofi/fmt:kev:mtx:journal&rft.issn=2472-2448", Some(Genre::Journal)),
        ("rft_val_fmt=info:ofi/fmt:kev:mtx:journal&rft.issn=2472-2448&rft.atitle=a", Some(Genre::Article)),
        ("rft_val_fmt=info:ofi/fmt:kev:mtx:article&rft.title=a", Some(Genre::Article)),
        ("rft_val_fmt=info:ofi/fmt:kev:mtx:dissertation&rft.title=a", Some(Genre::Dissertation)),
        ("sid=google&atitle=a&id=doi:10.1000/1", Some(Genre::Article)),
        ("issn=0028-0836", Some(Genre::Journal)),
        ("issn=0028-0836&spage=7", Some(Genre::Article)),
        ("isbn=0715630407&atitle=a&genre=book&title=b", Some(Genre::BookItem)),
        ("isbn=0715630407&atitle=a&genre=article&title=b", Some(Genre::BookItem)),
        ("isbn=9788815297822&issn=11209542&atitle=a&genre=article&title=b", Some(Genre::Article)),
        ("genre=BookItem&isbn=9780190280390&title=a&atitle=", Some(Genre::Book)),
        ("genre=bookitem&isbn=9780190280390&title=a&spage=7", Some(Genre::BookItem)),
        ("genre=database&title=a", Some(Genre::Other("database".to_owned()))),
        ("genre=unknown&title=a", Some(Genre::Unknown)),
        ("title=a", None),
    ];
    for (link, genre) in cases {
        assert_eq!(read(link).genre, genre, "{link}");
    }
}

#[test]
fn the_only_title_of_an_article_is_that_of_its_journal() {
    let request = read("rft.genre=article&rft.title=Nature&rft.volume=171&rft.spage=737");
    assert_eq!((request.title, request.title_of_component), (some("Nature"), None));
}

#[test]
fn the_title_of_a_book_in_both_places_is_one_title() {
    let request = read("genre=book&isbn=0715630407&title=Faust&atitle=Faust /");
    assert_eq!((request.title, request.title_of_component), (some("Faust"), None));
    assert_eq!(request.genre, Some(Genre::Book));
}

#[test]
fn identifiers_are_found_in_every_spelling() {
    let request = read(
        "rft_id=info:doi/10.1002/gj.2426&rft_id=info:pmid/&rft_id=info:oclcnum/ocm01566542&rft_id=urn:ISBN:9780688035990\
         &rft_id=urn:ISSN:2000-2777&rft_id=info:lccn/31032540&rft_id=http://catalogue.example/7&rft.eissn=9781138123052",
    );
    assert_eq!(request.doi, some("10.1002/gj.2426"));
    assert_eq!(request.pmid, None);
    assert_eq!(request.oclc_number, some("1566542"));
    assert_eq!(request.isbns, ["9780688035990", "9781138123052"], "an ISBN is one, whatever its key says");
    assert_eq!(request.issns, ["2000-2777"]);
    assert_eq!(request.lccn, some("31032540"));
    assert_eq!(request.other_ids, ["http://catalogue.example/7"]);
    for link in
        ["rft.doi=https://doi.org/10.1234/x(1)", "rft_id=http://dx.doi.org/10.1234/x(1)", "sid=a&id=DOI:10.1234/x(1)"]
    {
        assert_eq!(read(link).doi, some("10.1234/x(1)"), "{link}");
    }
    assert_eq!(read("sid=a&id=doi:10.1/x").doi, None, "no registrant has so short a number");
    assert_eq!(read("rft.oclcnum=(OCoLC)00123&rft.title=a").oclc_number, some("123"));
}

#[test]
fn junk_in_a_number_is_kept_apart() {
    let request = read("genre=article&issn=edsasp.2030709854&atitle=a&title=b&date=2014");
    assert_eq!(request.issns, Vec::<String>::new());
    assert_eq!(request.unknown, [("issn".to_owned(), "edsasp.2030709854".to_owned())]);
}

#[test]
fn authors_come_whole_or_in_pieces_and_each_once() {
    let cases: [(&str, &[&str]); 9] = [
        ("rft.au=Jagt,+John+W.+M.&rft.aulast=Jagt&rft.aufirst=John+W.+M.", &["Jagt, John W. M."]),
        ("rft.aulast=Lane&rft.aufirst=B.+J.&rft.aulast=Rae&rft.aufirst=D.+I.", &["Lane, B. J.", "Rae, D. I."]),
        ("rft.aulast=Byock&rft.auinit1=J&rft.auinitm=L", &["Byock, J L"]),
        ("rft.aulast=King&rft.aufirst=Martin+Luther&rft.ausuffix=Jr.", &["King, Martin Luther, Jr."]),
        ("rft.aulast=Akin,+O.&rft.aufirst=Ozge", &["Akin, O."]),
        ("rft.aulast=Rae&rft.aufirst=A.&rft.aulast=Rae&rft.aufirst=B.", &["Rae, A.", "Rae, B."]),
        ("rft.au=Kingsley,+Mary&rft.aulast=King", &["Kingsley, Mary", "King"]),
        ("rft.au=Jesse+Byock&rft.aulast=Byock&rft.aufirst=Jesse", &["Jesse Byock"]),
        ("rft.aucorp=Unesco&rft.au=,&rft.addau=Roe,+Jo", &["Roe, Jo", "Unesco"]),
    ];
    for (link, authors) in cases {
        assert_eq!(read(link).authors, authors, "{link}");
    }
}

#[test]
fn what_is_missing_is_said_in_the_words_of_a_form() {
    let cases: [(&str, &[&str]); 9] = [
        ("rft.genre=book&rft.au=Roe", &["title"]),
        ("rft.genre=book&rft.isbn=0715630407", &[]),
        ("rft.genre=article&rft.atitle=a", &["journal title", "year or volume"]),
        ("rft.genre=article&rft.issn=0028-0836&rft.date=1953", &["article title or pages"]),
        ("rft.genre=article&rft_id=info:doi/10.1000/1", &[]),
        ("rft.genre=bookitem&rft.au=Roe", &["book title", "chapter title or pages"]),
        ("rft.genre=issue&rft.jtitle=Nature", &["volume or issue"]),
        ("rft.genre=dissertation&rft.title=a", &["author"]),
        ("rft.date=2000", &["title"]),
    ];
    for (link, missing) in cases {
        assert_eq!(read(link).missing(), missing, "{link}");
    }
}

#[test]
fn the_service_asked_for_beats_the_genre() {
    let cases = [
        ("rft.genre=book&svc_id=scan", Some(ServiceType::Copy)),
        ("rft.genre=book&svc_id=loan", Some(ServiceType::Loan)),
        ("rft.genre=article", Some(ServiceType::Copy)),
        ("rft.genre=score", Some(ServiceType::Loan)),
        ("rft.genre=journal", None),
        ("rft.title=a", None),
    ];
    for (link, service_type) in cases {
        assert_eq!(read(link).service_type(), service_type, "{link}");
    }
}

#[test]
fn who_asks_and_how_is_kept_with_what_is_not_known() {
    let request = read(
        "rft.title=a&req_id=mailto:jo@south.example&req.language=eng&svc.neededBy=2026-05-01&svc.note=big+print\
         &svc.fulltext=yes&user_ip=192.0.2.1",
    );
    assert_eq!(request.requester.id, some("mailto:jo@south.example"));
    assert_eq!(request.requester.other, [("req.language".to_owned(), "eng".to_owned())]);
    assert_eq!((request.service.needed_by, request.service.note), (some("2026-05-01"), some("big print")));
    assert_eq!(request.service.other, [("svc.fulltext".to_owned(), "yes".to_owned())]);
    assert_eq!(request.unknown, [("user_ip".to_owned(), "192.0.2.1".to_owned())]);
}

#[test]
fn texts_that_are_no_openurl_are_refused_with_a_reason() {
    assert_eq!(parse(""), Err(ParseError::NoKeys));
    assert_eq!(parse("https://a.example/"), Err(ParseError::NoKeys));
    assert_eq!(parse("https://a.example/?q=faust"), Err(ParseError::NoOpenUrlKeys));
    let long = format!("rft.title={}", "a".repeat(70_000));
    assert_eq!(parse(&long), Err(ParseError::TooLong { bytes: 70_010, limit: 65_536 }));
    assert_eq!(
        ParseError::NoOpenUrlKeys.to_string(),
        "none of the keys in the link is an OpenURL key such as rft.title"
    );
}
