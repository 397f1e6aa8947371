//! `server import` from a file to its report.

use crate::world::{World, logged};
use domain::api_key::SystemName;
use server::run::imports::{Tally, Task, members, orders};
use std::{fmt::Write as _, fs, os::unix::fs::PermissionsExt as _, path::Path};

const HEAD: &str =
    "reference,username,full_name,birth_date,email,email_confirmed_at,password_hash,consent_purpose,phone\r\n";

fn task(folder: &Path, name: &str, content: &str) -> Task {
    let file = folder.join(name);
    fs::write(&file, content).unwrap();
    let report = folder.join(format!("{name}.report.csv"));
    Task { file, report, source: SystemName::parse("old-crm").unwrap(), dry_run: false }
}

/// 450 members in three batches, and lines that are refused for one reason each.
fn file() -> String {
    let mut file = format!("\u{FEFF}{HEAD}");
    for number in 0..450 {
        let name = "Ánh".repeat(1 + number % 3);
        write!(
            file,
            "KH-{number},hanoi{number},\"Nguye\u{302}\u{303}n Thi\u{323} {name}\",1990,\
             imported{number}@example.com,2024-02-01T09:00:00Z,,,\r\n"
        )
        .unwrap();
    }
    file.push_str("KH-900,verysecret1,Lan,2019,child@example.com,,$2b$05$x,,\r\n");
    file.push_str("KH-901,verysecret2,Lan,1990,lan@example.com,2024-02-01T09:00:00Z,,promotions,0905verysecret\r\n");
    file.push_str("KH-902,verysecret3,Lan,1990\r\n");
    file.push_str("KH-903,hanoi903,Lan,1990,imported903@example.com,2024-02-01T09:00:00Z,,promotions,\r\n");
    file
}

const REPORT: &str = "line,outcome,column,reason\n\
    452,refused,birth_date,birth.too_young\n\
    452,refused,password_hash,hash_unreadable\n\
    453,refused,phone,phone.format\n\
    454,refused,,cell_count\n\
    455,without,consent_wording,not_provable\n";

#[tokio::test]
async fn refused_lines_are_reported_by_number_column_and_reason_and_by_nothing_else() {
    let world = World::new().await;
    let services = &world.desk.services;
    let task = task(world.folder.path(), "members.csv", &file());
    fs::write(&task.report, "an older report").unwrap();
    fs::set_permissions(&task.report, fs::Permissions::from_mode(0o644)).unwrap();

    let dry = Task { dry_run: true, ..task.clone() };
    let expected = Tally { imported: 451, known: 0, refused: 3, in_part: 1 };
    assert_eq!(members(services, &dry).await.unwrap(), expected);
    assert_eq!(fs::read_to_string(&task.report).unwrap(), REPORT);
    assert_eq!(members(services, &task).await.unwrap(), expected);
    assert_eq!(fs::read_to_string(&task.report).unwrap(), REPORT, "the dry run said the same");
    assert_eq!(fs::metadata(&task.report).unwrap().permissions().mode() & 0o777, 0o600);

    let again = members(services, &task).await.unwrap();
    assert_eq!(again, Tally { imported: 0, known: 451, refused: 3, in_part: 1 });
    assert_eq!(fs::read_to_string(&task.report).unwrap(), REPORT);
    let log = logged();
    for word in ["verysecret", "hanoi449", "imported449@example.com"] {
        assert!(!log.contains(word), "{word} is in the log");
    }
    world.stopped().await;
}

#[tokio::test]
async fn orders_come_from_a_file_like_members() {
    let world = World::new().await;
    let services = &world.desk.services;
    members(services, &task(world.folder.path(), "members.csv", &file())).await.unwrap();
    let orders_file = "number,member,status,paid_at,film,age_class,showing_at,cinema,hall,seats,total,vat,payment_partner,payment_reference\n\
        DH-1001,KH-1,paid,2024-05-01T10:00:00+07:00,\"Mai, phần 2\",T18,2024-05-01T19:30:00+07:00,Metiz Cinema,Phòng 3,E7 E8,150000,,VNPAY,14523698\n\
        DH-1002,KH-1,open,2024-05-01T10:00:00+07:00,Mai,T18,2024-05-01T19:30:00+07:00,Metiz Cinema,Phòng 3,E7 E8,150000,,VNPAY,14523698\n";
    let task = Task {
        source: SystemName::parse("box-office").unwrap(),
        ..task(world.folder.path(), "orders.csv", orders_file)
    };
    let members_of = SystemName::parse("old-crm");
    let done = orders(services, &task, members_of.clone()).await.unwrap();
    assert_eq!(done, Tally { imported: 1, known: 0, refused: 1, in_part: 0 });
    assert_eq!(fs::read_to_string(&task.report).unwrap(), "line,outcome,column,reason\n3,refused,status,not_paid\n");
    let again = orders(services, &task, members_of).await.unwrap();
    assert_eq!(again, Tally { imported: 0, known: 1, refused: 1, in_part: 0 });
    world.stopped().await;
}
