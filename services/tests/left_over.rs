//! What PostgreSQL keeps of deleted rows: an erasure is not called cleared while anybody can still see them.

use crate::closure::close;
use crate::erasure::a_full_life;
use crate::profile::contains;
use crate::raw::{self, Raw};
use crate::world::{World, day, on_every_engine};
use services::closure::erasure::TABLES;

async fn cleared(world: &World) -> i64 {
    raw::number(world, "select count(*) from erasure_ledger where scrubbed_at is not null").await
}

/// How many of the traces are in any row, living or dead, of the files of these tables.
async fn in_the_files(world: &World, traces: &[Vec<u8>]) -> usize {
    raw::run(world, "checkpoint; create extension if not exists pageinspect").await;
    let mut rows = Vec::new();
    for table in TABLES {
        let name = table.name;
        let pages = format!(
            "select t_data from generate_series(0, pg_relation_size('{name}') / 8192 - 1) page, \
             heap_page_items(get_raw_page('{name}', page::int)) where t_data is not null"
        );
        rows.extend(raw::bytes(world, &pages).await);
    }
    traces.iter().filter(|trace| rows.iter().any(|row| contains(row, trace))).count()
}

#[test]
fn an_erasure_is_not_called_cleared_while_an_old_look_at_the_database_is_open() {
    on_every_engine(async |world| {
        let Raw::Postgres(_) = raw::open(world).await else { return };
        world.a_member("minh").await;
        let member = a_full_life(world).await;
        close(world, &member).await;
        world.letters().await;
        let mut found = raw::bytes(world, "select purchase from orders").await;
        for (column, table, id) in [
            ("wrapped", "member_keys", "member_id"),
            ("full_name", "profiles", "member_id"),
            ("reference", "member_references", "member_id"),
            ("password", "members", "id"),
        ] {
            let theirs = format!(
                "select {column} from {table} where {id} = (select id from members where closing_since is not null)"
            );
            found.extend(raw::bytes(world, &theirs).await);
        }
        assert_eq!((found.len(), in_the_files(world, &found).await), (5, 5), "the search finds them");

        let mut dump = raw::open(world).await;
        dump.change("begin isolation level repeatable read read only".to_owned()).await;
        dump.change("select count(*) from members".to_owned()).await;
        world.wait(day(7));
        world.services.run_due_jobs().await.unwrap();
        let certificate = world.letter_to(&member.email).await;
        assert_eq!(raw::rows(world, "erasure_ledger").await, 1, "everything is erased");
        assert_eq!((cleared(world).await, in_the_files(world, &found).await), (0, 5), "and the dump still sees it");
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(cleared(world).await, 0);
        let number = crate::erasure::number(&certificate.body);
        let under_way = world.services.verify_erasure(&number).await.unwrap().unwrap();
        assert!(under_way.scrubbed_at.is_none() && !under_way.is_whole(), "{under_way:?}");

        dump.change("commit".to_owned()).await;
        world.services.run_due_jobs().await.unwrap();
        assert_eq!((cleared(world).await, in_the_files(world, &found).await), (1, 0));
    });
}

#[test]
fn a_prepared_or_slow_writer_holds_it_up_as_well() {
    on_every_engine(async |world| {
        let Raw::Postgres(_) = raw::open(world).await else { return };
        let member = a_full_life(world).await;
        close(world, &member).await;
        world.letters().await;
        world.wait(day(7));
        let mut slow = raw::open(world).await;
        slow.change("begin".to_owned()).await;
        slow.change("create table slow (id int)".to_owned()).await;
        world.services.run_due_jobs().await.unwrap();
        world.letters().await;
        assert_eq!(cleared(world).await, 0);
        slow.change("rollback".to_owned()).await;
        world.services.run_due_jobs().await.unwrap();
        assert_eq!(cleared(world).await, 1);
    });
}
