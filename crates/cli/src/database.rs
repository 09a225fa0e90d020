//! The database of a server, opened beside the server that runs.

use anyhow::ensure;
use waxseal_server::Config;
use waxseal_store::SqliteStore;

/// Opens it. A server that never ran has none.
pub(crate) async fn open(config: &Config) -> anyhow::Result<SqliteStore> {
    let database = config.database();
    ensure!(
        database.exists(),
        "there is no database {}\nhint: start the server once with waxseal serve",
        database.display()
    );
    Ok(SqliteStore::open(&database).await?)
}
