//! What the member bought.

use super::found;
use crate::{router::Shown, session::Visit};
use app::orders::{OrderView, OrdersPage, OrdersPageProps, OrdersView};
use services::orders::KeptOrder;
use std::sync::Arc;

/// Orders on one page: a year of a frequent visitor's.
const AT_ONCE: u32 = 20;

/// `/orders`, from `?before=` on if that is given.
pub(crate) async fn list(visit: Arc<Visit>) -> Shown {
    let page = visit.desk.services.orders_of(visit.member()?, visit.before, AT_ONCE).await?;
    let view = OrdersView {
        orders: page.orders.into_iter().map(shown).collect(),
        older: page.older,
        newest: visit.before.is_none(),
        looked_at: page.evidence.texts,
        found: page.evidence.numbers,
    };
    let shell = visit.shell(false).await;
    Ok(found(|| OrdersPage(OrdersPageProps { shell, view })))
}

fn shown(order: KeptOrder) -> OrderView {
    let KeptOrder { purchase, system, recorded_at, corrected_at } = order;
    OrderView { purchase, system: system.into(), recorded_at, corrected_at }
}
