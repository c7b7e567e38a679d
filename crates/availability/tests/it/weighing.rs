//! Which record is the wanted one.

use availability::{By, Hit, Match, Shelf, Verdict, Wanted, weigh, weigh_all};

fn hit(record_id: &str, title: &str, author: &str, year: u16) -> Hit {
    Hit {
        record_id: Some(record_id.into()),
        title: title.into(),
        authors: Some(author.to_owned()).filter(|author| !author.is_empty()).into_iter().collect(),
        year: Some(year).filter(|year| *year > 0),
        ..Hit::default()
    }
}

fn wanted(title: &str, author: &str, date: &str) -> Wanted {
    Wanted { title: title.into(), author: author.into(), date: date.into(), ..Wanted::default() }
}

#[test]
fn the_record_number_decides_before_all_else() {
    let wanted = Wanted { record_id: "991234".into(), ..wanted("Emma", "Austen", "1815") };
    let weight = weigh(&hit("991234", "Emma /", "Austen, Jane", 2003), &wanted, None);
    assert_eq!((weight.verdict, weight.words.as_str()), (Verdict::Same(Match::RecordNumber), "same record number"));
    let sierra = Wanted { record_id: ".b11238938".into(), ..Wanted::default() };
    assert_eq!(weigh(&hit("b1123893", "x", "", 0), &sierra, None).verdict, Verdict::Same(Match::RecordNumber));
    assert_ne!(weigh(&hit("b1123894", "x", "", 0), &sierra, None).verdict, Verdict::Same(Match::RecordNumber));
}

#[test]
fn numbers_decide_unless_the_title_is_another() {
    let book = Hit {
        isbns: vec!["9780140447934".into()],
        other_ids: vec!["(OCoLC)ocm00012345".into(), "12345-old".into()],
        ..hit("991", "War and peace", "Tolstoy, Leo", 1997)
    };
    let by = |wanted: Wanted| {
        let weight = weigh(&book, &wanted, None);
        (weight.verdict, weight.words)
    };
    let isbn = |title: &str, date: &str| Wanted { isbn: "0140447938".into(), ..wanted(title, "", date) };
    assert_eq!(by(isbn("War & peace", "1997")).1, "ISBN agrees, year agrees");
    assert_eq!(by(isbn("", "1982")).1, "ISBN agrees, year differs: 1997 instead of 1982");
    assert_eq!(by(isbn("Tolstoy's War and Peace, abridged", "")).0, Verdict::Same(Match::StandardNumber));
    assert_eq!(by(isbn("", "1982")).0, Verdict::Same(Match::StandardNumber));
    let reused = by(isbn("Gardening for beginners", ""));
    assert_eq!(reused.0, Verdict::Doubtful, "{}", reused.1);
    let oclc = Wanted { oclc_number: "12345".into(), ..Wanted::default() };
    assert_eq!(by(oclc), (Verdict::Same(Match::StandardNumber), "WorldCat number agrees".to_owned()));
    let former = Wanted { record_id: "12345-OLD".into(), ..Wanted::default() };
    assert_eq!(by(former).0, Verdict::Same(Match::OtherNumber));
}

#[test]
fn titles_need_an_author_or_a_year_that_agrees_and_nothing_that_differs() {
    let book = Hit {
        edition: Some("2nd ed.".into()),
        ..hit("991", "The great derangement : climate change", "Ghosh, Amitav", 2016)
    };
    for (title, author, date, edition, verdict, words) in [
        (
            "Great derangement : climate change",
            "Amitav Ghosh",
            "",
            "",
            Verdict::Same(Match::Title),
            "title agrees, author agrees",
        ),
        (
            "The great derangement: climate change",
            "",
            "2016",
            "",
            Verdict::Same(Match::Title),
            "title agrees, year agrees",
        ),
        (
            "The great derangement: climate change",
            "Ghosh",
            "2017",
            "",
            Verdict::Same(Match::Title),
            "title agrees, author agrees, year 2016 instead of 2017",
        ),
        (
            "The great derangement: climate change",
            "Ghosh",
            "1994",
            "",
            Verdict::Another,
            "title agrees, author agrees, year differs: 2016 instead of 1994; not taken",
        ),
        (
            "The great derangement: climate change",
            "Ghosh",
            "2016",
            "Third edition",
            Verdict::Another,
            "title agrees, author agrees, year agrees, edition differs: 2 instead of 3; not taken",
        ),
        (
            "The great derangement: climate change",
            "Smith, John",
            "2016",
            "",
            Verdict::Another,
            "title agrees, author differs: Ghosh, Amitav; not taken, year agrees",
        ),
        (
            "The great derangement",
            "Ghosh",
            "2016",
            "",
            Verdict::Same(Match::Title),
            "title begins alike: The great derangement : climate change, author agrees, year agrees",
        ),
        (
            "The great derangement",
            "Ghosh",
            "",
            "",
            Verdict::Doubtful,
            "title begins alike: The great derangement : climate change, author agrees, too little else to compare; not taken without a person",
        ),
        (
            "The great derangement: climate change",
            "",
            "",
            "",
            Verdict::Doubtful,
            "title agrees, too little else to compare; not taken without a person",
        ),
        (
            "The great gatsby",
            "Ghosh",
            "2016",
            "",
            Verdict::Another,
            "title differs: The great derangement : climate change",
        ),
        ("", "", "", "", Verdict::Doubtful, "nothing to compare"),
    ] {
        let wanted = Wanted { edition: edition.into(), ..wanted(title, author, date) };
        let weight = weigh(&book, &wanted, None);
        assert_eq!((weight.verdict, weight.words.as_str()), (verdict, words), "{title} {author} {date} {edition}");
    }
}

#[test]
fn an_electronic_double_and_a_second_edition_do_not_hide_the_book() {
    let isbns = vec!["9780140447934".to_owned()];
    let electronic =
        Hit { is_electronic: true, isbns: isbns.clone(), ..hit("1", "War and peace", "Tolstoy, Leo", 1997) };
    let other_edition = hit("2", "War and peace", "Tolstoy, Leo", 1942);
    let book = Hit { isbns, ..hit("3", "War and peace", "Tolstoy, Leo", 1997) };
    let shelf = Shelf { hits: vec![electronic, other_edition, book], ..Shelf::default() };
    let wanted = Wanted { isbn: "9780140447934".into(), ..wanted("War and peace", "Tolstoy", "1997") };
    let weighed = weigh_all(&shelf, &wanted);
    let shown: Vec<(&str, Verdict)> =
        weighed.iter().map(|weighed| (weighed.hit.record_id.as_deref().unwrap(), weighed.weight.verdict)).collect();
    assert_eq!(shown, [("3", Verdict::Same(Match::StandardNumber)), ("1", Verdict::Another), ("2", Verdict::Another)]);
    assert_eq!(weighed[1].weight.words, "it is electronic, there is nothing to send");
}

#[test]
fn the_search_itself_is_evidence_where_it_found_one_record() {
    let silent = Hit::default();
    let weight = |hit: &Hit, found_by| weigh(hit, &wanted("Emma", "Austen", ""), Some(found_by));
    let by_number = weight(&silent, By::RecordNumber);
    assert_eq!(
        (by_number.verdict, by_number.words.as_str()),
        (Verdict::Same(Match::OtherNumber), "the only one found by record number")
    );
    assert_eq!(weight(&silent, By::Isbn).verdict, Verdict::Same(Match::StandardNumber));
    assert_eq!(weight(&silent, By::Title).verdict, Verdict::Doubtful);
    let numbered_otherwise = hit("35298205", "Emma", "", 0);
    assert_eq!(weight(&numbered_otherwise, By::RecordNumber).verdict, Verdict::Same(Match::OtherNumber));
    assert_eq!(weight(&numbered_otherwise, By::Isbn).verdict, Verdict::Doubtful);
    assert_eq!(weight(&hit("35298205", "Gardening", "", 0), By::RecordNumber).verdict, Verdict::Doubtful);
}

#[test]
fn a_search_that_found_several_is_no_evidence_but_electronic_doubles_do_not_count() {
    let printed = |record_id: &str| hit(record_id, "", "", 0);
    let electronic = Hit { is_electronic: true, ..Hit::default() };
    let wanted = Wanted { record_id: "991".into(), ..Wanted::default() };
    let verdicts = |hits: Vec<Hit>| {
        let shelf = Shelf { hits, found_by: Some(By::RecordNumber), ..Shelf::default() };
        weigh_all(&shelf, &wanted).iter().map(|weighed| weighed.weight.verdict).collect::<Vec<_>>()
    };
    assert_eq!(verdicts(vec![printed("7"), electronic]), [Verdict::Same(Match::OtherNumber), Verdict::Another]);
    assert_eq!(verdicts(vec![printed("7"), printed("8")]), [Verdict::Doubtful, Verdict::Doubtful]);
    assert_eq!(verdicts(vec![printed("7"), printed("991")]), [Verdict::Same(Match::RecordNumber), Verdict::Doubtful]);
}

#[test]
fn the_year_of_an_issue_does_not_speak_against_its_serial() {
    let serial = Hit { is_serial: true, issns: vec!["0028-0836".into()], ..hit("9", "Nature", "", 1869) };
    let by_issn = Wanted { issn: "0028-0836".into(), ..wanted("Nature", "", "2009") };
    let weight = weigh(&serial, &by_issn, None);
    assert_eq!((weight.verdict, weight.words.as_str()), (Verdict::Same(Match::StandardNumber), "ISSN agrees"));
    assert_eq!(weigh(&serial, &wanted("Nature", "", "2009"), None).verdict, Verdict::Doubtful);
}
