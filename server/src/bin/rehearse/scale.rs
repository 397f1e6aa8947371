//! What many members cost: bringing them over with their orders, and what a page and a decision take among them.

use crate::{
    Options, Sentence, hashes,
    load::Met,
    members::{self, Member},
    process::{Folder, Server, carry_out},
    report::Report,
    rounds, usage,
};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};

/// The small database everything is compared with.
const FEW: u64 = 10_000;
/// Orders for each member.
const ORDERS: u64 = 5;
/// Members that sign in, of all.
const SIGNED_IN: u64 = 256;
const SOURCE: &str = "rehearsal";

/// The same questions with few members and with as many as the options say.
pub(crate) async fn all(options: &Options, report: &mut Report) -> Result<(), Sentence> {
    let few = with_members(options, FEW, report).await?;
    let many = with_members(options, options.members.max(FEW), report).await?;
    for ((what, few), (_, many)) in few.iter().zip(&many) {
        let (few, many) = (p99(few), p99(many));
        let measured = format!("{:.2} times", many / few);
        let beside = format!("{many:.1} ms with {} members, {few:.1} ms with {FEW}", options.members);
        report.row(format!("{what}, p99 with many members against few"), measured, "≤ 1.3 times", beside);
    }
    Ok(())
}

fn p99(met: &Met) -> f64 {
    crate::load::within_ms(&met.good_us, 99)
}

async fn with_members(
    options: &Options,
    count: u64,
    report: &mut Report,
) -> Result<Vec<(&'static str, Met)>, Sentence> {
    let unwritable = |problem: io::Error| format!("A file cannot be written: {problem}.");
    let folder = Folder::new(&format!("scale-{count}")).map_err(unwritable)?;
    let (people, orders) = (folder.path().join("members.csv"), folder.path().join("orders.csv"));
    write_members(&people, count).map_err(unwritable)?;
    write_orders(&orders, count).map_err(unwritable)?;
    let imports: [(&str, u64, &Path, &[&str]); 2] =
        [("members", count, &people, &[]), ("orders", count * ORDERS, &orders, &["--members-of", SOURCE])];
    for (what, lines, file, more) in imports {
        let file = file.display().to_string();
        let words = [&["import", what, &file, "--source", SOURCE], more].concat();
        let (took, peak) = carry_out(options, &folder, &words).await?;
        #[expect(clippy::cast_precision_loss, reason = "a count of lines, for a rate with three digits")]
        let rate = lines as f64 / took.as_secs_f64();
        let beside = format!("{:.0} s, peak of {peak:.0} MiB resident", took.as_secs_f64());
        report.row(format!("import of {lines} {what}"), format!("{rate:.0}/s"), "", beside);
    }
    let server = Server::start(options, &folder, None).await?;
    let some = (0..SIGNED_IN).map(|number| name(number * (count / SIGNED_IN)));
    let members: Arc<Vec<Member>> = Arc::new(members::signed_in(server.address, some.collect()).await?);
    rounds::quiet(server.id()).await;
    let page = rounds::read(options, &server, &members, "/profile").await;
    report.rate(format!("`/profile` among {count} members"), &page, "");
    let decisions = rounds::decide(options, &server, &members).await;
    report.rate(format!("durable decisions among {count} members"), &decisions, "");
    report.row(
        format!("memory among {count} members"),
        format!("{:.0} MiB", usage::peak(server.id())),
        "",
        "peak resident".to_owned(),
    );
    server.stop().await?;
    Ok(vec![("`/profile`", page), ("a durable decision", decisions)])
}

fn name(number: u64) -> String {
    format!("ban{number}")
}

fn write_members(path: &Path, count: u64) -> io::Result<()> {
    let hash = hashes::stored(members::PLAIN_PASSWORD).ok_or_else(|| io::Error::other("no hash"))?;
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(
        file,
        "reference,username,full_name,gender,birth_date,phone,email,email_confirmed_at,address_older,password_hash"
    )?;
    for number in 0..count {
        let (name, phone) = (name(number), 900_000_000 + number % 99_999_999);
        writeln!(
            file,
            "KH-{number},{name},Đặng Thị Ánh Nguyệt,female,12/03/1994,0{phone},{name}@example.com,\
             2024-02-01T09:00:00+07:00,\"12 Bạch Đằng, quận Hải Châu, Đà Nẵng\",\"{hash}\""
        )?;
    }
    file.flush()
}

fn write_orders(path: &Path, members: u64) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(
        file,
        "number,member,status,paid_at,film,age_class,showing_at,cinema,hall,seats,total,vat,payment_partner,payment_reference"
    )?;
    for order in 0..members * ORDERS {
        let (member, year) = (order % members, 2021 + order / members);
        // No two orders of a member are paid at one instant.
        let (month, day) = (1 + order % 12, 1 + order / 12 % 28);
        let (hour, minute, second) = (order / 336 % 24, order / 8064 % 60, order % 60);
        let day = format!("{year}-{month:02}-{day:02}");
        writeln!(
            file,
            "DH-{order},KH-{member},paid,{day}T{hour:02}:{minute:02}:{second:02}+07:00,Mưa đỏ,T13,{day}T23:30:00+07:00,\
             Metiz Cinema,Phòng 3,E7 E8,150000,11111,VNPAY,R{order}"
        )?;
    }
    file.flush()
}
