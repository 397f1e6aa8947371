use super::*;
use tempfile::TempDir;

fn lines<L: Line>(name: &str, content: &[u8]) -> Result<Vec<Read<L>>, Sentence> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    Lines::<L>::open(&path)?.batch(1_000)
}

fn members(content: &[u8]) -> Vec<Read<MemberLine>> {
    lines("m.csv", content).unwrap()
}

fn cell(read: &Read<MemberLine>, column: MemberColumn) -> String {
    read.line.as_ref().unwrap().cell(column).to_owned()
}

fn problem(read: &Read<MemberLine>) -> String {
    read.line.as_ref().unwrap_err().code()
}

#[test]
fn marks_line_ends_quotes_and_decomposed_letters_of_spreadsheets_are_read() {
    let file = "\u{FEFF}reference,full_name,birth_date,email\r\n\
        \"KH-1\",\"Nguye\u{302}\u{303}n \"\"Bi\u{300}nh\"\"\",1990,b@example.com\r\n\
        KH-2,\"Trần,\r\nVăn\",1991,t@example.com\r\n\r\nKH-3,H'Mơ Niê,1992,n@example.com";
    let read = members(file.as_bytes());
    assert_eq!(read.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 3, 6]);
    assert_eq!(cell(&read[0], MemberColumn::FullName), "Nguye\u{302}\u{303}n \"Bi\u{300}nh\"");
    assert_eq!(cell(&read[1], MemberColumn::FullName), "Trần,\r\nVăn");
    assert_eq!(cell(&read[2], MemberColumn::Reference), "KH-3");
}

#[test]
fn a_line_that_cannot_be_read_is_one_line_and_not_the_end() {
    let mut file = b"reference,full_name,birth_date,email\nKH-1,A,1990\nKH-2,".to_vec();
    file.extend([0xFF, b',', b'1', b',', b'2', b'\n']);
    file.extend(b"KH-3,B,1990,b@example.com\n");
    let read = members(&file);
    assert_eq!((problem(&read[0]), problem(&read[1])), ("cell_count".to_owned(), "not_utf8".to_owned()));
    assert_eq!((read[2].number, cell(&read[2], MemberColumn::Reference)), (4, "KH-3".to_owned()));
}

#[test]
fn a_head_that_is_not_the_agreed_one_stops_everything_and_is_not_repeated() {
    let refused = |head: &str| lines::<MemberLine>("m.csv", head.as_bytes()).err().unwrap();
    assert_eq!(refused("reference,full_name,birth_date"), "The column email is missing.");
    assert_eq!(refused("reference,0905123456"), "Column 2 has a name that is not on the list.");
    assert_eq!(refused("reference,email,email"), "The column email is there twice.");
    assert_eq!(refused(""), "The column reference is missing.");
}

#[test]
fn a_quotation_mark_that_is_never_closed_does_not_fill_the_memory() {
    let file = format!("reference,full_name,birth_date,email\nKH-1,\"A,1990,a@example.com\n{}", "x".repeat(1_000_000));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("m.csv");
    std::fs::write(&path, file).unwrap();
    let mut lines = Lines::<MemberLine>::open(&path).unwrap();
    let sentence = lines.batch(10).err().unwrap();
    assert!(sentence.starts_with("Line 2 is longer than 64 KiB"), "{sentence}");
    let long = format!("{{\"reference\":\"{}\"}}", "x".repeat(70_000));
    let sentence = super::tests::lines::<MemberLine>("m.jsonl", long.as_bytes()).err().unwrap();
    assert!(sentence.starts_with("Line 1 is longer than 64 KiB"), "{sentence}");
}

#[test]
fn json_lines_are_objects_of_texts_lists_and_nothing() {
    let file = "\u{FEFF}{\"reference\":\"KH-1\",\"phone\":null,\"consent_purpose\":[\"news\",\"loyalty\"]}\r\n\n\
        [1]\n{\"reference\":{}}\n{\"card\":\"x\"}\n{\"reference\":17}";
    let read = lines::<MemberLine>("m.JSONL", file.as_bytes()).unwrap();
    assert_eq!(read.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 3, 4, 5, 6]);
    assert_eq!(cell(&read[0], MemberColumn::ConsentPurpose), "news;loyalty");
    assert_eq!(cell(&read[0], MemberColumn::Phone), "");
    assert_eq!(read[1..4].iter().map(problem).collect::<Vec<_>>(), ["not_an_object", "not_text", "unknown_column"]);
    assert_eq!(cell(&read[4], MemberColumn::Reference), "17");
}

#[test]
fn a_file_is_read_in_pieces() {
    let rows = "KH-1,A,1990,a@example.com\n".repeat(450);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("m.csv");
    std::fs::write(&path, format!("reference,full_name,birth_date,email\n{rows}")).unwrap();
    let mut lines = Lines::<MemberLine>::open(&path).unwrap();
    let sizes: Vec<_> = (0..4).map(|_| lines.batch(200).unwrap().len()).collect();
    assert_eq!(sizes, [200, 200, 50, 0]);
    assert_eq!(lines.bytes(), std::fs::metadata(&path).unwrap().len());
}
