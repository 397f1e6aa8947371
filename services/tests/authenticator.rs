//! A member's phone: makes codes from the secret it was told, by its own reading of RFC 6238.

use crate::world::World;
use domain::calendar::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use services::factors::Authenticator;
use services::sessions::NewSession;
use sha1::Sha1;

pub(crate) struct App {
    secret: Vec<u8>,
}

impl App {
    /// The app of a secret as the page shows it.
    pub(crate) fn told(shown: &str) -> Self {
        let (mut secret, mut held, mut bits) = (Vec::new(), 0_u32, 0);
        for letter in shown.bytes().filter(|letter| *letter != b' ') {
            let five = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'2'..=b'7' => letter - b'2' + 26,
                _ => panic!("no letter of base32"),
            };
            held = held << 5 | u32::from(five);
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                secret.push((held >> bits).to_be_bytes()[3]);
            }
        }
        Self { secret }
    }

    /// What the phone shows at this instant.
    pub(crate) fn code(&self, at: Timestamp) -> String {
        let step = (at.micros() / 30_000_000).to_be_bytes();
        let hash = Hmac::<Sha1>::new_from_slice(&self.secret).unwrap().chain_update(step).finalize().into_bytes();
        let offset = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// A code that has not been used: that of the next half minute, once it is there.
    pub(crate) fn next(&self, world: &World) -> String {
        world.wait(30);
        self.code(world.now())
    }

    /// A code that is wrong about now.
    pub(crate) fn wrong(&self, world: &World) -> String {
        let around =
            [-30, 0, 30].map(|seconds| self.code(Timestamp::from_micros(world.now().micros() + seconds * 1_000_000)));
        (0..9).map(|digit| digit.to_string().repeat(6)).find(|code| !around.contains(code)).unwrap()
    }

    /// The secret itself, for looking for it where it must not lie.
    pub(crate) fn secret(&self) -> &[u8] {
        &self.secret
    }
}

/// The app of a member of this session, whose proof is fresh, in the middle of its set-up.
pub(crate) async fn begun(world: &World, session: &NewSession) -> App {
    let who = world.who(session).await;
    let fresh = who.freshly().unwrap();
    world.services.begin_authenticator(&fresh).await.unwrap();
    let Authenticator::SettingUp(shown) = world.services.authenticator_of(&fresh).await.unwrap() else {
        panic!("the set-up is open");
    };
    App::told(shown.secret.reveal())
}

/// The same, and the set-up is ended. Answers the app, and the first recovery codes. Letters that wait are read.
pub(crate) async fn set_up(world: &World, session: &NewSession) -> (App, Vec<String>) {
    let app = begun(world, session).await;
    let who = world.who(session).await;
    let codes = world.services.confirm_authenticator(&who.freshly().unwrap(), &app.code(world.now())).await.unwrap();
    world.letters().await;
    (app, codes.iter().map(|code| code.reveal().to_owned()).collect())
}
