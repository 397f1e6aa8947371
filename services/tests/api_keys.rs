//! Keys of other systems: seen once, living until they are revoked.

use crate::orders::booking_site;
use crate::raw;
use crate::world::on_every_engine;
use domain::api_key::{Scope, SystemName};

#[test]
fn a_key_opens_until_it_is_revoked_and_no_other_text_does() {
    on_every_engine(async |world| {
        let name = SystemName::parse("booking-site").unwrap();
        let (id, key) = world.services.make_api_key(&name, &[Scope::OrdersWrite]).await.unwrap();
        assert!(key.reveal().starts_with("metiz_") && key.reveal().len() == 49);
        let system = world.services.system_of(key.reveal()).await.unwrap().unwrap();
        assert_eq!((system.key(), system.name()), (id, &name));
        for wrong in ["", "metiz_", &key.reveal()[1..], &key.reveal().to_lowercase(), "' or 1=1 --"] {
            assert!(world.services.system_of(wrong).await.unwrap().is_none(), "{wrong}");
        }
        assert!(world.services.revoke_api_key(id).await.unwrap());
        assert!(!world.services.revoke_api_key(id).await.unwrap(), "twice is the same as once");
        assert!(world.services.system_of(key.reveal()).await.unwrap().is_none());
    });
}

#[test]
fn a_key_opens_what_it_names_and_nothing_else() {
    on_every_engine(async |world| {
        assert!(booking_site(world).await.order_writer().is_some());
        let (_, key) = world.services.make_api_key(&SystemName::parse("kiosk").unwrap(), &[]).await.unwrap();
        assert!(world.services.system_of(key.reveal()).await.unwrap().unwrap().order_writer().is_none());
    });
}

#[test]
fn the_list_says_when_a_key_was_last_used_to_the_minute_and_never_the_key() {
    on_every_engine(async |world| {
        let (_, key) = world.services.make_api_key(&SystemName::parse("kiosk").unwrap(), &[]).await.unwrap();
        assert_eq!(world.services.api_keys().await.unwrap()[0].last_used_at, None);
        let first = world.now();
        world.services.system_of(key.reveal()).await.unwrap();
        world.wait(59);
        world.services.system_of(key.reveal()).await.unwrap();
        assert_eq!(world.services.api_keys().await.unwrap()[0].last_used_at, Some(first));
        world.wait(1);
        world.services.system_of(key.reveal()).await.unwrap();
        assert_eq!(world.services.api_keys().await.unwrap()[0].last_used_at, Some(world.now()));
        let stored = raw::bytes(world, "select key_hash from api_keys").await;
        assert!(!stored[0].windows(8).any(|part| key.reveal().as_bytes().windows(8).any(|other| other == part)));
    });
}
