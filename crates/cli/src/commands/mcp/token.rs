//! What becomes of access tokens. A model's context is copied into logs, summaries and other
//! models, so by default no token gets there, nor anywhere else.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use waxseal_protocol::Secret;
use waxseal_protocol::token::TokenResponse;

use super::super::template::write_secret;
use super::approval::ApprovalId;

/// Where access tokens go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum TokenRule {
    /// Nowhere: the approval is the result, and its token is thrown away.
    #[default]
    Withheld,
    /// Into files of this folder.
    Folder(PathBuf),
    /// To the program around the model, in `_meta`.
    Meta,
    /// To the model.
    Revealed,
}

/// What became of one token. Refresh tokens and ID tokens are thrown away in any case: they say
/// more and live longer than one approved action needs.
#[derive(Debug)]
pub(super) enum Token {
    Withheld,
    File(PathBuf),
    /// It should be in a file, and the file cannot be written.
    Lost(String),
    Meta(AccessToken),
    Revealed(AccessToken),
}

/// An access token that is handed out.
#[derive(Debug)]
pub(super) struct AccessToken {
    pub(super) token: Secret<String>,
    /// `Bearer`, or `DPoP`.
    pub(super) kind: String,
}

impl TokenRule {
    /// Files in a folder, which is made if it is missing. Fails where no file can be written, so
    /// that this is not found out after somebody approved.
    pub(super) fn in_folder(folder: PathBuf) -> anyhow::Result<Self> {
        let hint = "hint: choose a folder of your own, such as one in $XDG_RUNTIME_DIR";
        let cannot = || format!("cannot keep tokens in {}\n{hint}", folder.display());
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).with_context(cannot)?;
        let folder = folder.canonicalize().with_context(cannot)?;
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(
                &std::fs::metadata(&folder).with_context(cannot)?.permissions(),
            );
            let shown = folder.display();
            ensure!(
                mode & 0o022 == 0,
                "others can write in {shown}, and take the place of tokens\n{hint}, or: chmod go-w {shown}"
            );
        }
        let trial = file(&folder, &ApprovalId::generate());
        write_secret(&trial, "").with_context(cannot)?;
        std::fs::remove_file(&trial).with_context(cannot)?;
        Ok(Self::Folder(folder))
    }

    /// Does with a token what is to be done.
    pub(super) fn place(&self, approval: &ApprovalId, response: TokenResponse) -> Token {
        let token = Secret::new(response.access_token);
        match self {
            Self::Withheld => Token::Withheld,
            Self::Folder(folder) => {
                let path = file(folder, approval);
                match write_secret(&path, token.expose()) {
                    Ok(()) => Token::File(path),
                    Err(error) => Token::Lost(format!("{error:#}")),
                }
            }
            Self::Meta => Token::Meta(AccessToken { token, kind: response.token_type }),
            Self::Revealed => Token::Revealed(AccessToken { token, kind: response.token_type }),
        }
    }
}

fn file(folder: &Path, approval: &ApprovalId) -> PathBuf {
    folder.join(format!("{approval}.token"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn response() -> TokenResponse {
        TokenResponse {
            access_token: "secret-access-token".to_owned(),
            token_type: "Bearer".to_owned(),
            expires_in: 300,
            scope: "openid".to_owned(),
            id_token: Some("secret-id-token".to_owned()),
            refresh_token: Some("secret-refresh-token".to_owned()),
            authorization_details: None,
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_token_file_belongs_to_one_user() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let rule = TokenRule::in_folder(folder.path().join("new/tokens")).unwrap();
        let Token::File(path) = rule.place(&ApprovalId::generate(), response()) else { panic!("a file") };
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "secret-access-token");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_write_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        for (mode, is_fine) in [(0o777, false), (0o1777, false), (0o770, false), (0o702, false), (0o755, true)] {
            std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).unwrap();
            match TokenRule::in_folder(folder.path().to_owned()) {
                Ok(_) => assert!(is_fine, "{mode:o}"),
                Err(error) => assert!(!is_fine && error.to_string().contains("chmod go-w"), "{mode:o}: {error:#}"),
            }
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_noticed_before_somebody_approves() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = TokenRule::in_folder(file.path().join("tokens")).unwrap_err();
        assert!(format!("{error:#}").contains("hint: choose a folder of your own"), "{error:#}");
    }

    #[test]
    fn a_token_that_finds_no_place_is_lost_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let rule = TokenRule::in_folder(folder.path().join("tokens")).unwrap();
        std::fs::remove_dir(folder.path().join("tokens")).unwrap();
        assert!(matches!(rule.place(&ApprovalId::generate(), response()), Token::Lost(_)));
    }
}
