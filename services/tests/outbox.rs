//! Letters: written down with their cause, delivered once, put off when the way is closed, and not for ever.

use crate::world::on_every_engine;
use std::fs;

#[test]
fn a_letter_leaves_once_and_its_row_is_gone() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let delivered = world.services.deliver_letters().await.unwrap();
        assert_eq!((delivered.sent, delivered.put_off, delivered.given_up), (1, 0, 0));
        assert_eq!(world.services.deliver_letters().await.unwrap().sent, 0);
        world.letter_to("lan.anh@example.com").await;
    });
}

#[test]
fn two_workers_at_once_send_it_once() {
    on_every_engine(async |world| {
        for name in ["lan.anh", "binh", "chau"] {
            world.join(name).await;
        }
        let workers: Vec<_> = (0..6)
            .map(|_| world.services.clone())
            .map(|services| tokio::spawn(async move { services.deliver_letters().await.unwrap().sent }))
            .collect();
        let mut sent = 0;
        for worker in workers {
            sent += worker.await.unwrap();
        }
        assert_eq!(sent, 3);
        assert_eq!(world.letters().await.len(), 3);
    });
}

#[test]
fn a_closed_way_puts_letters_off_and_they_leave_when_it_opens() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let folder = world.folder().join("letters");
        fs::remove_dir(&folder).unwrap();
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 1);
        // Not due again before a minute has passed.
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 0);
        world.wait(75);
        assert_eq!(world.services.deliver_letters().await.unwrap().put_off, 1);
        fs::create_dir(&folder).unwrap();
        world.wait(150);
        world.letter_to("lan.anh@example.com").await;
    });
}

#[test]
fn a_letter_is_given_up_after_two_days() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let folder = world.folder().join("letters");
        fs::remove_dir(&folder).unwrap();
        let (mut tries, began) = (0, world.now());
        loop {
            let delivered = world.services.deliver_letters().await.unwrap();
            tries += delivered.put_off;
            if delivered.given_up == 1 {
                break;
            }
            world.wait(600);
            assert!(world.now().since(began).as_secs() < 54 * 3600, "given up at last");
        }
        assert!((10..40).contains(&tries), "{tries}");
        assert!(world.now().since(began).as_secs() >= 48 * 3600);
        fs::create_dir(&folder).unwrap();
    });
}

#[test]
fn a_worker_that_died_half_way_leaves_the_letter_to_the_next() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        // Wherever it is cut off (before it took the letter, after, or with the letter in its hand), the letter is not lost.
        for micros in [1, 200, 1000, 2000] {
            let worker = world.services.clone();
            drop(tokio::time::timeout(std::time::Duration::from_micros(micros), worker.deliver_letters()).await);
        }
        let mut letters = Vec::new();
        for _ in 0..10 {
            world.wait(60);
            letters.extend(world.letters().await);
        }
        assert!(!letters.is_empty());
        // Twice at most for each cut, and then under the same id: whoever reads them can tell.
        let id = |letter: &crate::world::Received| {
            letter.head.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned)
        };
        assert!(letters.iter().all(|letter| id(letter) == id(&letters[0])));
    });
}

#[test]
fn a_letter_names_nobody_in_its_head_and_has_a_fixed_id() {
    on_every_engine(async |world| {
        world.join("lan.anh").await;
        let letter = world.letter_to("lan.anh@example.com").await;
        assert!(letter.head.contains("From: \"Metiz Cinema\" <no-reply@members.example>"), "{}", letter.head);
        assert!(
            letter.head.lines().any(|line| line.starts_with("Message-ID: <") && line.ends_with("@members.example>"))
        );
        assert!(!letter.head.contains("Lan Anh"));
        assert!(letter.head.contains("Content-Type: text/plain; charset=utf-8"));
    });
}
