use super::*;

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn problems(kind: FormKind, typed: &[(Field, &str)]) -> Vec<Problem> {
    let value_of = |field| {
        typed.iter().find(|(name, _)| *name == field).map_or_else(String::new, |(_, value)| (*value).to_owned())
    };
    check(kind, &value_of, today())
}

const NEEDED: [(Field, &str); 3] =
    [(Field::FullName, "Nguyễn Thị Lan Anh"), (Field::BirthDate, "22/11/2010"), (Field::Email, "lan.anh@example.com")];

fn profile(typed: &[(Field, &str)]) -> Vec<Problem> {
    problems(FormKind::Profile, &[typed, &NEEDED].concat())
}

#[test]
fn fields_are_found_by_their_names() {
    for field in Field::ALL {
        assert_eq!(Field::from_name(field.name()), Some(*field));
    }
    assert_eq!(Field::from_name("Username"), None);
}

#[test]
fn an_empty_sign_up_names_its_five_fields_in_order() {
    let fields: Vec<_> = problems(FormKind::SignUp, &[]).into_iter().filter_map(|problem| problem.field).collect();
    assert_eq!(fields, [Field::Username, Field::Password, Field::FullName, Field::BirthDate, Field::Email]);
}

#[test]
fn a_complete_sign_up_has_no_problem() {
    let typed = [&[(Field::Username, "lan.anh"), (Field::Password, "mưa rơi trên phố cũ")], &NEEDED[..]].concat();
    assert_eq!(problems(FormKind::SignUp, &typed), []);
}

#[test]
fn signing_in_is_only_looked_at_for_what_is_missing() {
    let missing = [Problem::of_form(Reason::SignIn(SignInRefusal::Missing))];
    assert_eq!(problems(FormKind::SignIn, &[]), missing);
    assert_eq!(problems(FormKind::SignIn, &[(Field::Username, "lan")]), missing);
    assert_eq!(problems(FormKind::SignIn, &[(Field::Username, "?"), (Field::Password, "x")]), []);
}

#[test]
fn the_password_asked_again_must_be_there() {
    assert_eq!(
        problems(FormKind::PasswordAgain, &[]),
        [Problem::at(Field::Password, Reason::Password(PasswordProblem::Missing))]
    );
    assert_eq!(problems(FormKind::PasswordAgain, &[(Field::Password, " ")]), []);
}

#[test]
fn a_code_is_looked_at_for_whether_it_can_be_one() {
    let at_code = |refusal| [Problem::at(Field::Code, Reason::Factor(refusal))];
    assert_eq!(problems(FormKind::Code, &[]), at_code(FactorRefusal::Missing));
    assert_eq!(problems(FormKind::Code, &[(Field::Code, "12345")]), at_code(FactorRefusal::NotACode));
    assert_eq!(problems(FormKind::Code, &[(Field::Code, "123 456")]), []);
}

#[test]
fn a_button_has_nothing_to_check() {
    assert_eq!(problems(FormKind::Act, &[]), []);
}

#[test]
fn a_profile_needs_only_name_birth_date_and_email() {
    assert_eq!(profile(&[]), []);
    let fields: Vec<_> = problems(FormKind::Profile, &[]).into_iter().filter_map(|problem| problem.field).collect();
    assert_eq!(fields, [Field::FullName, Field::BirthDate, Field::Email]);
}

#[test]
fn optional_fields_are_checked_once_something_is_typed() {
    for (field, typed, reason) in [
        (Field::Gender, "nam", Reason::GenderUnknown),
        (Field::IdNumber, "201234567", Reason::IdNumber(IdNumberProblem::LegacyCard)),
        (Field::Phone, "0236 3650650", Reason::Phone(PhoneProblem::Landline)),
        (Field::FullName, "4111 1111 1111 1111", Reason::CardNumber),
        (Field::FullName, "Lan 2", Reason::Name(NameProblem::Digits)),
        (Field::BirthDate, "23/11/2010", Reason::Birth(BirthProblem::TooYoung)),
        (Field::Email, "lan", Reason::Email(EmailProblem::Format)),
    ] {
        assert_eq!(profile(&[(field, typed)]), [Problem::at(field, reason)]);
    }
    assert_eq!(
        profile(&[(Field::Gender, "female"), (Field::IdNumber, "048310001234"), (Field::Phone, "0905 123 456")]),
        []
    );
}

#[test]
fn a_begun_address_is_to_be_finished() {
    let address = |problem: AddressProblem| Problem::from(problem);
    assert_eq!(profile(&[(Field::Province, "48")]), [address(AddressProblem::WardMissing)]);
    assert_eq!(
        profile(&[(Field::AddressLine, "12 Trần Phú")]),
        [address(AddressProblem::ProvinceMissing), address(AddressProblem::WardMissing)]
    );
    assert_eq!(
        profile(&[(Field::Province, "48"), (Field::Ward, "20242"), (Field::AddressLine, "5105105105105100")]),
        [Problem::at(Field::AddressLine, Reason::CardNumber)]
    );
}

#[test]
fn a_difference_between_id_number_and_gender_is_left_to_the_server() {
    assert_eq!(profile(&[(Field::Gender, "male"), (Field::IdNumber, "048310001234")]), []);
}
