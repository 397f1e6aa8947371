//! `POST /api/v1/orders`: paid orders of members, all of a call or none of it.

use super::{Call, Kind, call::Refused, decode, problem};
use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use domain::orders::{OrderField, OrderProblem, OrderRefusal};
use serde::Serialize;
use services::orders::{OrdersRefusal, Outcome};

/// What became of the orders, in the order they were sent.
#[derive(Serialize)]
struct Answer {
    orders: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    outcome: Outcome,
}

/// Takes the orders of a call in.
pub(crate) async fn hand_in(call: Call) -> Response<Body> {
    match taken_in(&call).await {
        Ok(outcomes) => {
            let orders = outcomes.into_iter().map(|outcome| Line { outcome }).collect();
            super::json(StatusCode::OK, &Answer { orders })
        }
        Err(refused) => refused.answer(),
    }
}

async fn taken_in(call: &Call) -> Result<Vec<Outcome>, Refused> {
    let writer = call.system.order_writer().ok_or_else(|| call.problem(Kind::ScopeMissing))?;
    let body = call.json()?;
    let word = call.repeat_word()?;
    let list = decode::list(body).map_err(|kind| call.problem(kind))?;
    let services = &call.desk.services;
    let orders = decode::orders(&list, services.now()).map_err(|problems| refused(call, &problems))?;
    let repeat = services.repeat(&call.system, word, body);
    services.record_orders(&writer, Some(repeat), orders).await.map_err(|fault| match fault.refusal() {
        Ok(OrdersRefusal::Orders(problems)) => refused(call, &problems),
        Ok(OrdersRefusal::OtherBody) => call.problem(Kind::RepeatKeyUsed),
        Err(fault) => call.broken(&fault),
    })
}

fn refused(call: &Call, problems: &[(usize, OrderProblem)]) -> Refused {
    for (order, OrderProblem { field, why }) in problems {
        // Somebody should look at the system that sends these. What it sent is nowhere in the log.
        if matches!(why, OrderRefusal::CardNumber | OrderRefusal::BankAccount) {
            let (key, field) = (call.system.key(), field.map_or("unknown", OrderField::code));
            tracing::warn!(%key, order, field, code = why.code(), "an order was refused that must not be kept");
        }
    }
    let all_differ = problems.iter().all(|(_, problem)| problem.why == OrderRefusal::Differs);
    Refused::from(problem::refused(call.lang, if all_differ { Kind::Differs } else { Kind::Invalid }, problems))
}
