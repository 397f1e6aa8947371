//! The door to the database: what is acknowledged is kept, what fails undoes only itself.

use crate::world::{World, on_every_engine};
use services::db::{DatabaseUrl, Db, Tx};
use services::fault::Fault;
use services::secret::Secret;
use sqlx::{Connection as _, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Barrier;

const MARK: &str = "insert into flashes (token_hash, body, kept_at) values ($1, $2, 0)";
const MARKS: &str = "select count(*) from flashes";
/// Materialized, or the server would end whom it likes before it looks who was meant.
const CUT_OFF: &str = "with meant as materialized (
         select pid from pg_stat_activity where datname = current_database() and application_name = 'to be cut off')
     select count(*) from meant where pg_terminate_backend(pid, 5000)";
const COUNTER: &str = "select kept_at from flashes where token_hash = $1";
const COUNT: &str = "update flashes set kept_at = $2 where token_hash = $1";

fn name(number: u32) -> Vec<u8> {
    let mut name = vec![0; 32];
    name[..4].copy_from_slice(&number.to_be_bytes());
    name
}

async fn mark(tx: &mut Tx<'_>, number: u32) -> Result<(), Fault> {
    let name = name(number);
    match tx {
        Tx::Sqlite(c) => sqlx::query(MARK).bind(&name).bind(&name).execute(&mut **c).await.map(drop)?,
        Tx::Postgres(c, _) => sqlx::query(MARK).bind(&name).bind(&name).execute(&mut **c).await.map(drop)?,
    }
    Ok(())
}

async fn marks_in(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    Ok(match tx {
        Tx::Sqlite(c) => sqlx::query_scalar(MARKS).fetch_one(&mut **c).await?,
        Tx::Postgres(c, _) => sqlx::query_scalar(MARKS).fetch_one(&mut **c).await?,
    })
}

async fn marks(db: &Db) -> i64 {
    db.read(|tx| Box::pin(marks_in(tx))).await.unwrap()
}

async fn opened(world: &World) -> Db {
    Db::open(&world.settings.database).await.unwrap()
}

#[test]
fn a_write_that_fails_or_panics_undoes_only_itself() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        let writes = (0..90).map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                db.write(move |tx| {
                    Box::pin(async move {
                        mark(tx, number).await?;
                        match number % 3 {
                            0 => Ok(()),
                            1 => Err(Fault::broken("on purpose")),
                            _ => panic!("on purpose"),
                        }
                    })
                })
                .await
            })
        });
        let writes: Vec<_> = writes.collect();
        let mut kept = 0;
        for write in writes {
            kept += i64::from(write.await.unwrap().is_ok());
        }
        assert_eq!(kept, 30);
        assert_eq!(marks(&db).await, 30);
        db.close().await;
    });
}

#[test]
fn a_visitor_who_hangs_up_cuts_no_write_in_two() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        let begun = Arc::new(tokio::sync::Notify::new());
        let (writer, told) = (db.clone(), Arc::clone(&begun));
        let visitor = tokio::spawn(async move {
            writer
                .write(move |tx| {
                    let told = Arc::clone(&told);
                    Box::pin(async move {
                        mark(tx, 1).await?;
                        told.notify_one();
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        mark(tx, 2).await
                    })
                })
                .await
        });
        begun.notified().await;
        visitor.abort();
        while marks(&db).await == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(marks(&db).await, 2);
        db.close().await;
    });
}

#[test]
fn a_look_that_panics_or_is_cut_off_leaves_no_transaction_behind() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        for _ in 0..40 {
            let looked = db.snapshot(|_| Box::pin(async { panic!("on purpose") })).await;
            assert!(matches!(looked, Err::<(), Fault>(Fault::Internal(_))));
            tokio::select! {
                biased;
                _ = marks(&db) => {}
                () = std::future::ready(()) => {} // The visitor has hung up.
            }
        }
        for number in 0..40 {
            db.write(move |tx| Box::pin(mark(tx, number))).await.unwrap();
            let seen = db.snapshot(|tx| Box::pin(async move { marks_in(tx).await })).await.unwrap();
            assert_eq!((seen, marks(&db).await), (i64::from(number) + 1, i64::from(number) + 1));
        }
        db.close().await;
    });
}

#[test]
fn a_server_that_was_away_costs_one_failure_and_not_one_for_each_connection() {
    on_every_engine(async |world| {
        // A file has no line that could drop.
        let DatabaseUrl::Postgres(url) = &world.settings.database else { return };
        let url = url.reveal();
        let named = format!("{url}{}application_name=to%20be%20cut%20off", if url.contains('?') { '&' } else { '?' });
        let db = Db::open(&DatabaseUrl::Postgres(Secret::new(named))).await.unwrap();
        let together = Arc::new(Barrier::new(4));
        let look = async || {
            let together = Arc::clone(&together);
            db.read(move |tx| {
                Box::pin(async move {
                    together.wait().await;
                    marks_in(tx).await
                })
            })
            .await
        };
        let (a, b, c, d) = tokio::join!(look(), look(), look(), look());
        assert_eq!([a, b, c, d].map(Result::unwrap), [0; 4], "four connections, which rest now");
        let mut elsewhere = PgConnection::connect(url).await.unwrap();
        let cut: i64 = sqlx::query_scalar(CUT_OFF).fetch_one(&mut elsewhere).await.unwrap();
        assert_eq!(cut, 4);
        db.read(|tx| Box::pin(marks_in(tx))).await.unwrap_err();
        assert_eq!(tokio::join!(marks(&db), marks(&db), marks(&db)), (0, 0, 0));
        db.write(|tx| Box::pin(mark(tx, 7))).await.unwrap();
        db.close().await;
    });
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        db.write(|tx| Box::pin(mark(tx, 7))).await.unwrap();
        // Not closed: as after a crash.
        drop(db);
        let again = opened(world).await;
        assert_eq!(marks(&again).await, 1);
        again.close().await;
    });
}

#[test]
fn of_many_writers_who_are_alone_with_a_value_none_is_lost() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        db.write(|tx| Box::pin(mark(tx, 1))).await.unwrap();
        let writers: Vec<_> = (0..24)
            .map(|_| db.clone())
            .map(|db| tokio::spawn(async move { db.write(|tx| Box::pin(one_more(tx))).await }))
            .collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        let counted: i64 = db
            .read(|tx| {
                Box::pin(async move {
                    let name = name(1);
                    Ok::<_, Fault>(match tx {
                        Tx::Sqlite(c) => sqlx::query_scalar(COUNTER).bind(&name).fetch_one(&mut **c).await?,
                        Tx::Postgres(c, _) => sqlx::query_scalar(COUNTER).bind(&name).fetch_one(&mut **c).await?,
                    })
                })
            })
            .await
            .unwrap();
        assert_eq!(counted, 24);
        db.close().await;
    });
}

async fn one_more(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let name = name(1);
    tx.alone(&[&[1; 32]]).await?;
    match tx {
        Tx::Sqlite(c) => {
            let now: i64 = sqlx::query_scalar(COUNTER).bind(&name).fetch_one(&mut **c).await?;
            sqlx::query(COUNT).bind(&name).bind(now + 1).execute(&mut **c).await?;
        }
        Tx::Postgres(c, _) => {
            let now: i64 = sqlx::query_scalar(COUNTER).bind(&name).fetch_one(&mut **c).await?;
            sqlx::query(COUNT).bind(&name).bind(now + 1).execute(&mut **c).await?;
        }
    }
    Ok(())
}

#[test]
fn a_snapshot_sees_one_instant_and_changes_nothing() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        let outcome: Result<(), Fault> = db.snapshot(|tx| Box::pin(mark(tx, 1))).await;
        assert!(outcome.is_err());
        assert_eq!(marks(&db).await, 0);
        // The connection went back to the pool in good order.
        db.snapshot(|_| Box::pin(async { Ok::<_, Fault>(()) })).await.unwrap();
        db.close().await;
    });
}

#[test]
fn more_writes_than_can_wait_are_refused_at_once_and_none_half() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        let refused = Arc::new(AtomicU32::new(0));
        let writes: Vec<_> = (0..3000)
            .map(|number| {
                let (db, refused) = (db.clone(), Arc::clone(&refused));
                tokio::spawn(async move {
                    match db.write(move |tx| Box::pin(mark(tx, number))).await {
                        Ok(()) => {}
                        Err(Fault::Busy { wait_s }) => {
                            assert!((1..=5).contains(&wait_s));
                            refused.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(other) => panic!("{other:?}"),
                    }
                })
            })
            .collect();
        for write in writes {
            write.await.unwrap();
        }
        assert_eq!(marks(&db).await, i64::from(3000 - refused.load(Ordering::SeqCst)));
        db.close().await;
    });
}

#[test]
fn the_engine_keeps_every_promise_and_says_so() {
    on_every_engine(async |world| {
        let findings = services::doctor::look(&world.settings, world.now()).await;
        assert!(findings.len() > 4);
        for finding in findings {
            assert!(finding.ok, "{}", finding.sentence);
        }
    });
}

#[test]
fn both_engines_understand_every_statement() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        let alike = services::statements::all().into_iter().map(|statement| (statement, statement));
        for (statement, postgres) in alike.chain(services::statements::per_engine()) {
            let prepared: Result<(), Fault> = db
                .read(|tx| {
                    Box::pin(async move {
                        use sqlx::{Executor as _, SqlSafeStr as _};
                        match tx {
                            Tx::Sqlite(_) if locks(statement) => {}
                            Tx::Sqlite(c) => (&mut **c).prepare(statement.into_sql_str()).await.map(drop)?,
                            Tx::Postgres(c, _) if !INFERS_FROM_VALUES.contains(&postgres) => {
                                (&mut **c).prepare(postgres.into_sql_str()).await.map(drop)?;
                            }
                            Tx::Postgres(..) => {}
                        }
                        Ok(())
                    })
                })
                .await;
            assert!(prepared.is_ok(), "{statement}: {prepared:?}");
        }
        db.close().await;
    });
}

/// PostgreSQL learns the types of these from the values themselves; the stories of orders, trail, webhooks, recovery and
/// do-not-call lists run them.
const INFERS_FROM_VALUES: &[&str] = &[
    "select number from do_not_call where (number, list) in (values ($1, $2))",
    "select member_id, place from orders where (member_id, place) in (values ($1, $2))",
    "insert into questions (member_id, day, key_id, purpose, channel, times, last_at) select id, $2, $3, $4, $5, $6, $7 from members where id = $1 and closed_at is null on conflict (member_id, day, key_id, purpose, channel) do update set times = questions.times + excluded.times, last_at = excluded.last_at",
    "insert into trail (member_id, seq, at, kind, detail) select id, $2, $3, $4, $5 from members where id = $1",
    "insert into webhook_events (member_id, endpoint_id, seq, kind, at, since, due_at, tries, reference, epoch) select $2, e.id, s.last, $3, $4, $5, $5, 0, $6, $7 from webhook_sequences s join webhook_endpoints e on e.disabled_at is null where s.member_id = $1",
    "insert into recovery_links (member_id, token_hash, address, asked_at, expires_at) select id, $2, $3, $4, $5 from members where id = $1",
];

/// Locking rows is for the engine where writes run side by side.
fn locks(statement: &str) -> bool {
    [" for update", " for no key update", " for share"].iter().any(|lock| statement.contains(lock))
}

/// Counting the waiting letters, for doctor and report only: the outbox is empty most of the time. Listing the keys of other
/// systems, for the operator: there is a handful. The whole ledger, which a restored backup is held against before it
/// serves anybody. The keys that ever signed receipts: one for each root key there was. The queue of the log, in which a
/// minute waits. The letters given up within a month, for the doctor. What an auditor asks about all erasures. The endpoints of other systems: sixteen at most.
const MAY_WALK: &[&str] = &[
    "select min(posted_at), count(*) from outbox",
    "select min(posted_at) from outbox",
    "select why, code, count(*), max(given_up_at) from dead_letters group by why, code order by max(given_up_at) desc, code",
    "select id, name, scopes, made_at, last_used_at, revoked_at from api_keys order by made_at, id",
    "select pseudonym, erased_at from erasure_ledger",
    "select name, public_key, published_at, mark from receipt_keys order by published_at, name",
    "update audit_queue set released = $2 where entry_hash = $1",
    "select certificate from erasure_ledger",
    "select id, name, target, added_at, disabled_at, last_success_at, last_failure_at, last_failure from webhook_endpoints order by added_at, id",
    "select id from webhook_endpoints e where exists (select 1 from webhook_events w where w.endpoint_id = e.id and w.due_at <= $1)",
    "select proof from closures where proof is not null",
    "select number, in_force_on, sha256, text, translation, summary_vi, summary_en, added_at, added_by from policy_versions order by number",
    "select purpose, version, policy, change, words_vi, words_en from policy_wordings order by policy, purpose, version",
];

#[test]
fn no_statement_walks_through_a_table_that_grows_with_members() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        for statement in services::statements::all().into_iter().filter(|statement| !MAY_WALK.contains(statement)) {
            let plan: Vec<String> = db
                .read(|tx| {
                    Box::pin(async move {
                        let explain = format!("explain query plan {statement}");
                        Ok::<_, Fault>(match tx {
                            Tx::Sqlite(_) if locks(statement) => Vec::new(),
                            Tx::Sqlite(c) => sqlx::query_as::<_, (i64, i64, i64, String)>(sqlx::AssertSqlSafe(explain))
                                .fetch_all(&mut **c)
                                .await?
                                .into_iter()
                                .map(|row| row.3)
                                .collect(),
                            Tx::Postgres(..) => Vec::new(),
                        })
                    })
                })
                .await
                .unwrap();
            for step in plan {
                assert!(
                    !step.starts_with("SCAN") || ["CONSTANT ROW", "VALUES CLAUSE"].iter().any(|few| step.contains(few)),
                    "{statement}: {step}"
                );
            }
        }
        db.close().await;
    });
}

/// The questions that are another text on each engine, by the types of what they get: about sets of keyed hashes, and pages of the
/// ledger.
const OF_AN_ENGINE: [&str; 6] = [
    "bytea[], text, text, bigint, bigint",
    "bytea[], bytea[], bigint, bigint",
    "bigint",
    "bigint",
    "uuid, bigint",
    "uuid, bigint",
];

#[test]
fn questions_about_many_members_and_pages_of_the_ledger_walk_through_no_table() {
    on_every_engine(async |world| {
        let db = opened(world).await;
        let questions: Vec<_> =
            services::statements::per_engine().into_iter().filter(|(sqlite, _)| sqlite.starts_with("select")).collect();
        assert_eq!(questions.len(), OF_AN_ENGINE.len());
        for ((sqlite, postgres), types) in questions.into_iter().zip(OF_AN_ENGINE) {
            let plan: Vec<String> = db
                .read(|tx| Box::pin(async move { Ok::<_, Fault>(plan_of_set(tx, sqlite, postgres, types).await?) }))
                .await
                .unwrap();
            assert!(plan.len() > 2, "{plan:?}");
            for step in plan {
                // What was asked about, and the page that was found.
                let small = ["SCAN asked VIRTUAL TABLE", "SCAN page"].iter().any(|few| step.contains(few));
                assert!(small || !(step.starts_with("SCAN") || step.contains("Seq Scan")), "{sqlite}: {step}");
            }
        }
        db.close().await;
    });
}

async fn plan_of_set(tx: &mut Tx<'_>, sqlite: &str, postgres: &str, types: &str) -> sqlx::Result<Vec<String>> {
    use sqlx::Row as _;
    match tx {
        Tx::Sqlite(c) => {
            let explain = sqlx::AssertSqlSafe(format!("explain query plan {sqlite}"));
            let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain).fetch_all(&mut **c).await?;
            Ok(rows.into_iter().map(|row| row.3).collect())
        }
        Tx::Postgres(c, _) => {
            // With an empty table walking through it is cheapest: forbidden, it shows only where nothing else is possible.
            let nulls = vec!["null"; types.split(',').count()].join(", ");
            let explain = format!(
                "set enable_seqscan = off; set plan_cache_mode = force_generic_plan; deallocate all; \
                 prepare asked({types}) as {postgres}; explain execute asked({nulls})"
            );
            let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(explain)).fetch_all(&mut **c).await?;
            Ok(rows.into_iter().map(|row| row.get::<String, _>(0)).collect())
        }
    }
}

#[test]
fn the_files_of_the_database_are_for_their_owner_alone() {
    on_every_engine(async |world| {
        use std::os::unix::fs::PermissionsExt as _;
        for entry in
            std::fs::read_dir(world.folder()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file())
        {
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.path());
        }
    });
}

#[test]
fn the_two_schemas_have_the_same_numbers_and_names() {
    let names = |migrator: &sqlx::migrate::Migrator| {
        migrator.iter().map(|m| (m.version, m.description.clone())).collect::<Vec<_>>()
    };
    assert_eq!(names(&services::db::SQLITE_MIGRATIONS), names(&services::db::POSTGRES_MIGRATIONS));
}
