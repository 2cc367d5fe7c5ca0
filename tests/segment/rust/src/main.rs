//! Sends the calls of a file by the client for Rust, and ends when all were taken. It tries nothing
//! again by itself, so that the program does.
//!
//! Usage: send URL WRITE_KEY CALLS

use segment::message::{Alias, BatchMessage, Group, Identify, Message, Page, Screen, Track};
use segment::{Batcher, Client, HttpClient};
use serde_json::{json, Value};
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let calls: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&arguments[2])?)?;
    let client = HttpClient::new(reqwest::Client::new(), arguments[0].clone());
    let mut batcher = Batcher::new(Some(json!({"library": {"name": "analytics-rust"}})));
    for call in calls {
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

/// The members of a call are those of a message; it has an id where the call has none.
fn message(mut call: Value) -> Result<BatchMessage> {
    let kind = call["call"].take();
    let members = call.as_object_mut().ok_or("a call is an object")?;
    members.remove("call");
    members.remove("native");
    members.entry("timestamp").or_insert(Value::Null);
    let of = |name| if name == "page" || name == "screen" || name == "track" { "properties" } else { "traits" };
    let kind = kind.as_str().ok_or("a call has a name")?;
    if kind != "alias" {
        members.entry(of(kind)).or_insert_with(|| json!({}));
    }
    Ok(match kind {
        "track" => BatchMessage::Track(serde_json::from_value::<Track>(call)?),
        "identify" => BatchMessage::Identify(serde_json::from_value::<Identify>(call)?),
        "page" => BatchMessage::Page(serde_json::from_value::<Page>(call)?),
        "screen" => BatchMessage::Screen(serde_json::from_value::<Screen>(call)?),
        "group" => BatchMessage::Group(serde_json::from_value::<Group>(call)?),
        _ => BatchMessage::Alias(serde_json::from_value::<Alias>(call)?),
    })
}
