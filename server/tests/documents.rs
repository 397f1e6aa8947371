//! What is written about the configuration is what the program does.

use serde_json::Value;
use server::config::Config;

const DOCUMENT: &str = include_str!("../../docs/operating.md");

/// Key and default of each row of the table.
fn documented() -> Vec<(String, String)> {
    DOCUMENT
        .lines()
        .skip_while(|line| !line.starts_with("| Key | Default |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            assert!(cells[3].len() > 10, "{} has a meaning", cells[1]);
            (cells[1].to_owned(), cells[2].to_owned())
        })
        .collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Array(list) if list.is_empty() => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Key and default of each field of the struct.
fn real() -> Vec<(String, String)> {
    let mut config = serde_json::to_value(Config::default()).unwrap();
    // A secret prints as stars; its default is none.
    assert_eq!(config["database"], "***");
    config["database"] = Config::default().database.reveal().into();
    let mut keys = Vec::new();
    for (name, value) in config.as_object().unwrap() {
        match value.as_object() {
            Some(table) => keys.extend(table.iter().map(|(inner, value)| (format!("{name}.{inner}"), shown(value)))),
            None => keys.push((name.clone(), shown(value))),
        }
    }
    keys
}

#[test]
fn every_key_is_documented_with_its_default() {
    let (mut documented, mut real) = (documented(), real());
    documented.sort();
    real.sort();
    assert_eq!(documented, real);
}

#[test]
fn an_example_of_every_key_is_accepted() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("metiz.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:1\"\n[limits]\nbody_bytes = 5000\n[deadlines]\nheader = 3\n").unwrap();
    let config = Config::load(Some(&file), &[("METIZ_LOG_FORMAT".into(), "json".into())]).unwrap();
    assert_eq!(config.limits.body_bytes, 5000);
    assert_eq!(config.log.format, server::config::LogFormat::Json);
}

#[test]
fn a_secret_can_come_from_a_file_and_never_prints() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("url");
    std::fs::write(&file, "postgres://metiz:hunter2@localhost/metiz\n").unwrap();
    let config = Config::load(None, &[("METIZ_DATABASE".into(), format!("@{}", file.display()))]).unwrap();
    assert!(config.database.reveal().contains("hunter2"));
    assert!(!format!("{config:?}").contains("hunter2"));
    assert!(!serde_json::to_string(&config).unwrap().contains("hunter2"));
}

#[test]
fn what_cannot_work_is_refused_with_its_key() {
    let refused = |name: &str, value: &str| {
        Config::load(None, &[(name.to_owned(), value.to_owned())]).expect_err(name).to_string()
    };
    assert!(refused("METIZ_PUBLIC_URL", "http://members.example").contains("https"));
    assert!(refused("METIZ_CLOSURE_GRACE_DAYS", "15").contains("closure.grace_days"));
    assert!(refused("METIZ_SESSIONS_KEPT_DAYS", "31").contains("sessions.kept_days"));
    assert!(refused("METIZ_SESSIONS_ABSOLUTE_HOURS", "721").contains("sessions.absolute_hours"));
    assert!(refused("METIZ_SESSIONS_FRESH_MINUTES", "11").contains("sessions.fresh_minutes"));
    assert!(refused("METIZ_PASSWORDS_MIN_LENGTH", "7").contains("passwords.min_length"));
    assert!(refused("METIZ_LETTERS_SMTP_URL", "smtps://x").contains("letters.from"));
    assert!(refused("METIZ_TRUSTED_PROXIES", "nonsense").contains("trusted_proxies"));
    assert!(refused("METIZ_DEADLINES_HEADER", "soon").contains("METIZ_DEADLINES_HEADER"));
}
