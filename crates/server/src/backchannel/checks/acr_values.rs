//! `acr_values` (CIBA Core 7.1): the classes the client wishes for and the server knows, in the client's
//! order. Which of them is fulfilled depends on how the person can be reached, and is decided with that.
//! Values we do not know are no error: they are wishes.

use super::Asked;
use crate::config::AcrClass;

/// No more than this many are looked at, since each is tried.
const MAX_WISHES: usize = 20;

pub(super) fn check(asked: &Asked<'_>) -> Vec<AcrClass> {
    let wanted = asked.parameters.get("acr_values").unwrap_or_default();
    let known = wanted.split(' ').filter_map(|value| asked.state.config.acr_class(value));
    let mut wishes: Vec<AcrClass> = Vec::new();
    for class in known.take(MAX_WISHES) {
        if !wishes.contains(class) {
            wishes.push(class.clone());
        }
    }
    wishes
}
