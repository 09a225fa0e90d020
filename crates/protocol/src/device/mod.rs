//! Messages of the device side: Guardian's shapes, and ours beside them.

mod channel;
mod consent;
mod decision;
mod device_account;
mod enrollment;
mod error;
mod four_eyes;
mod hint;
mod key_succession;
mod notification;
mod receipt;
mod templates;
mod user_code;

pub use channel::{CHANNEL_PROTOCOL, DeviceFrame, Outcome, ServerFrame};
pub use consent::{Consent, ConsentClient, ConsentToken, RequestedDetails};
pub use decision::{
    DecisionBody, DecisionClaims, DecisionEvidence, DecisionOutcome, DeviceTokenClaims, ProofClaims, TemplateEvidence,
    UserVerification,
};
pub use device_account::{DeviceAccount, DeviceAccounts, KeyProofClaims, KeyRotation};
pub use enrollment::{
    DeviceTraits, EnrollRequest, EnrollResponse, PushCredentials, WAXSEAL_PUSH_SERVICE, WaxsealEnrollment,
};
pub use error::{DecisionRefusal, GuardianErrorBody};
pub use four_eyes::{Approvals, Approver, FourEyes, GivenApproval};
pub use hint::{HINT_LIFE, HINT_TYPE, HintClaims, HintSubject};
pub use key_succession::{KeySuccession, KeySuccessionClaims, MAX_STATEMENTS, Succession, SuccessionError};
pub use notification::Notification;
pub use receipt::{ReceiptApproval, ReceiptClaims, ReceiptDevice, ReceiptError, VerifiedReceipt};
pub use templates::TemplatePacks;
pub use user_code::{
    MAX_USER_CODE, MIN_USER_CODE, UserCodeChange, UserCodeClaims, UserCodeError, UserCodeState, check_user_code,
};
