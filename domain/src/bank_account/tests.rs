use proptest::prelude::*;

use super::*;

#[test]
fn an_announced_account_is_found_however_it_is_spelled() {
    for typed in [
        "STK 0123456789",
        "stk: 19036512345678",
        "Số tài khoản 1903 6512 3456 78 Techcombank",
        "số tài khoản ngân hàng Vietcombank chi nhánh Đà Nẵng: 0041000123456",
        "So TK:0041000123456",
        "TK 0041.000.123.456",
        "tai khoan 0041-000-123-456",
        "Bank account no. 0041000123456",
        "a/c 123456789",
        "ＳＴＫ ０１２３４５６７８９",
        "ST\u{200B}K 01234\u{200B}56789",
        "chuyển vào tài khoản 123456",
    ] {
        assert!(looks_like_bank_account(typed), "{typed}");
    }
}

#[test]
fn an_iban_is_found_without_a_word() {
    for typed in [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "gb29-nwbk-6016-1331-9268-19",
        "chuyển tới FR1420041010050500013M02606 nhé",
        "NO9386011117947",
    ] {
        assert!(looks_like_bank_account(typed), "{typed}");
    }
}

#[test]
fn other_texts_are_no_accounts() {
    for typed in [
        "",
        "DH-20261122-000123",
        "Phòng 3",
        "0905 123 456",
        "048099001234",
        "Tài khoản bị đánh cắp",
        "Kẻ đánh cắp tài khoản 2",
        "The Accountant 2",
        "DE89370400440532013001",
        "STK",
        "12 Trần Phú, Đà Nẵng",
        "TK-12",
        "VNP14523698",
        "Bố già 2021",
    ] {
        assert!(!looks_like_bank_account(typed), "{typed}");
    }
}

proptest! {
    #[test]
    fn every_announced_account_is_found(
        label in prop::sample::select(vec!["STK", "stk:", "Số tài khoản", "SỐ TÀI KHOẢN:", "TK số", "account no", "a/c"]),
        number in "[0-9]{8,15}",
        every in 1_usize..8,
        mark in prop::sample::select(vec!["", " ", "-", ".", "\u{200B}", "\u{A0}"]),
    ) {
        let groups: Vec<_> = number.as_bytes().chunks(every).map(|group| std::str::from_utf8(group).unwrap()).collect();
        let typed = format!("{label} {}", groups.join(mark));
        prop_assert!(looks_like_bank_account(&typed), "{}", typed);
    }

    #[test]
    fn phones_ids_orders_and_references_are_no_accounts(
        phone in "0[35789][0-9]{8}",
        id in "0[0-9]{2}[0-3][0-9]{8}",
        order in "(DH|MTZ|W)-?2026(0[1-9]|1[0-2])[0-2][0-9]-?[0-9]{6}",
        reference in "[0-9]{8,12}",
        payer in "(FT|VNP|MOMO)[0-9]{8,12}",
    ) {
        for typed in [&phone, &id, &order, &reference, &payer] {
            prop_assert!(!looks_like_bank_account(typed), "{}", typed);
        }
    }
}
