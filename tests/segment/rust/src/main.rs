//! Sends the calls of a file by the client for Rust, and ends when all were taken. It tries nothing
//! again by itself, so that the program does.
//!
//! Usage: send URL WRITE_KEY CALLS

use segment::message::{Alias, BatchMessage, Group, Identify, Message, Page, Screen, Track, User};
use segment::{Batcher, Client, HttpClient};
use serde_json::{json, Value};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let calls: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&arguments[2])?)?;
    let client = HttpClient::new(reqwest::Client::new(), arguments[0].clone());
    let mut batcher = Batcher::new(Some(json!({"library": {"name": "analytics-rust"}})));
    let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    for (place, mut call) in calls.into_iter().enumerate() {
        // It gives no ids: without one, what is sent again would be another message.
        let members = call.as_object_mut().ok_or("a call is an object")?;
        members.entry("messageId").or_insert_with(|| json!(format!("rust-{run}-{place}")));
        if batcher.push(message(call)?)?.is_some() {
            return Err("more calls than a batch may have".into());
        }
    }
    let batch: Message = batcher.into_message();
    while let Err(error) = client.send(arguments[1].clone(), batch.clone()).await {
        eprintln!("{error}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Reads a message of a kind. The crate's own reading leaves the user's ids among the further members too, so that they
/// would be sent twice, and takes a user with both ids for one with the first.
macro_rules! read {
    ($kind:ty, $call:expr, $user:expr) => {{
        let mut message: $kind = serde_json::from_value($call)?;
        message.user = $user;
        message.extra.remove("userId");
        message.extra.remove("anonymousId");
        message
    }};
}

/// The members of a call are those of a message.
fn message(mut call: Value) -> Result<BatchMessage> {
    let user = user(&call)?;
    let members = call.as_object_mut().ok_or("a call is an object")?;
    members.remove("native");
    let kind = members.remove("call").ok_or("a call has a name")?;
    members.entry("timestamp").or_insert(Value::Null);
    for member in ["properties", "traits"] {
        members.entry(member).or_insert_with(|| json!({}));
    }
    Ok(match kind.as_str().ok_or("a call has a name")? {
        "track" => BatchMessage::Track(read!(Track, call, user)),
        "identify" => BatchMessage::Identify(read!(Identify, call, user)),
        "page" => BatchMessage::Page(read!(Page, call, user)),
        "screen" => BatchMessage::Screen(read!(Screen, call, user)),
        "group" => BatchMessage::Group(read!(Group, call, user)),
        _ => BatchMessage::Alias(read!(Alias, call, user)),
    })
}

fn user(call: &Value) -> Result<User> {
    let text = |name: &str| call[name].as_str().map(str::to_owned);
    Ok(match (text("userId"), text("anonymousId")) {
        (Some(user_id), Some(anonymous_id)) => User::Both { user_id, anonymous_id },
        (Some(user_id), None) => User::UserId { user_id },
        (None, Some(anonymous_id)) => User::AnonymousId { anonymous_id },
        (None, None) => return Err("a call has a user".into()),
    })
}
