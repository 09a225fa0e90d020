//! Members that name a file stand for its content.

use std::path::Path;

use toml::{Table, Value};

/// Replaces `client_secret_file` by `client_secret`.
pub(super) fn client_secret(table: &mut Table, folder: &Path) -> Result<(), String> {
    let Some(Value::String(name)) = table.remove("client_secret_file") else { return Ok(()) };
    if table.contains_key("client_secret") {
        return Err("stands beside client_secret; keep one of them".to_owned());
    }
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    table.insert("client_secret".to_owned(), Value::String(text.trim_end_matches(['\r', '\n']).to_owned()));
    Ok(())
}

/// Replaces `schema_file` by `schema` in each of an API's types.
pub(super) fn schemas(table: &mut Table, folder: &Path) -> Result<(), String> {
    let Some(Value::Array(types)) = table.get_mut("authorization_details") else { return Ok(()) };
    for entry in types {
        let Value::Table(entry) = entry else { continue };
        let Some(Value::String(name)) = entry.remove("schema_file") else { continue };
        let path = folder.join(name);
        let text =
            std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let schema: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        entry.insert("schema".to_owned(), schema);
    }
    Ok(())
}
