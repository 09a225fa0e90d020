//! Several requests of little consequence answered together, each signed by itself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::DecisionOutcome;

use super::decide::{decide, view_gone};
use crate::core::{Target, batch_key};
use crate::decision::{Answer, Care, Gesture};
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};
use crate::request_id::RequestId;

/// More than this nobody reads.
pub(crate) const MAX_BATCH: usize = 10;

/// Several requests on screen together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpenedBatch {
    /// Names the view in everything that follows.
    pub view_token: String,
}

/// An answer to all requests of a batch, each signed by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BatchInput {
    /// The view it is for.
    pub view_token: String,
    /// The answer.
    #[ts(type = "\"approved\" | \"denied\" | \"reported\"")]
    pub outcome: DecisionOutcome,
    /// How it was given.
    pub gesture: Gesture,
}

/// What became of one request of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BatchAnswer {
    /// Which one.
    pub request: RequestId,
    /// Why it was not answered, if so.
    pub error: Option<DeviceError>,
}

impl Device {
    /// Opens a view of two to ten requests that have one batch key.
    pub fn open_batch(&self, window: &str, requests: &[RequestId]) -> Result<OpenedBatch, DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        core.touch();
        let refused = |message: &str| DeviceError::new(ErrorCode::NotDecidable, message);
        if !(2..=MAX_BATCH).contains(&requests.len()) {
            return Err(refused("Between two and ten requests are answered together."));
        }
        let mut targets: Vec<Target> = Vec::new();
        {
            let inbox = core.inbox();
            let mut first = None;
            for id in requests {
                let key = inbox.get(id).and_then(batch_key).ok_or_else(|| refused("One of them is answered alone."))?;
                if *first.get_or_insert_with(|| key.clone()) != key || targets.iter().any(|one| one.request == *id) {
                    return Err(refused("They are not of one kind."));
                }
                let sha256 = inbox.get(id).and_then(|item| item.shown.as_ref()).map(|shown| shown.sha256.clone());
                targets.push(Target { request: id.clone(), sha256 });
            }
        }
        for target in &targets {
            core.record_shown(&target.request);
        }
        let view_token = core.open_view(window, targets);
        Ok(OpenedBatch { view_token })
    }

    /// Signs and sends one answer for each request of the batch, if the person had the time to see
    /// them. One that cannot be answered does not keep the others.
    pub async fn decide_batch(&self, input: BatchInput) -> Result<Vec<BatchAnswer>, DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        core.touch();
        let targets = core.views().get_mut(&input.view_token).ok_or_else(view_gone)?.shown.clone();
        if input.outcome == DecisionOutcome::Approved {
            core.approve_counts(&input.view_token, input.gesture, Care::Click)?;
            // What became risky meanwhile, for instance by a wave of denials, is asked alone.
            let inbox = core.inbox();
            if targets.iter().any(|target| inbox.get(&target.request).and_then(batch_key).is_none()) {
                let message = "One of them can no longer be answered together with others.";
                return Err(DeviceError::new(ErrorCode::Changed, message));
            }
        } else {
            core.deny_counts(&input.view_token)?;
        }
        let mut answers = Vec::with_capacity(targets.len());
        for target in targets {
            let answer = Answer::from(input.outcome);
            // Somebody may lock it while the first ones are on their way.
            let decided = match core.refuse_when_locked() {
                Ok(()) => decide(core, &target.request, target.sha256.as_deref(), answer).await,
                locked => locked,
            };
            answers.push(BatchAnswer { request: target.request, error: decided.err() });
        }
        Ok(answers)
    }
}
