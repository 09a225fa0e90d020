//! `acr_values` (CIBA Core 7.1): the first one that an approval on an enrolled device fulfils is
//! in the ID token. Values we do not know are no error: they are wishes.

use super::Asked;

pub(super) fn check(asked: &Asked<'_>) -> Option<String> {
    let wanted = asked.parameters.get("acr_values")?;
    let known = &asked.state.config.acr_values;
    wanted.split(' ').find(|value| known.iter().any(|one| one == value)).map(str::to_owned)
}
