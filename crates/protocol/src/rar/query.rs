//! Queries by name and path.

use serde::de::{DeserializeOwned, Error};

use super::AuthorizationDetails;
use crate::json::access::split_index;
use crate::json::{Decimal, Json, JsonNumber, Mismatch};

/// A place in the details, which may hold a value or nothing.
///
/// Steps go from place to place and never fail; a step that leads nowhere leads to a place that
/// holds nothing. The conversions at the end answer [`None`] there, and where the value is of
/// another kind.
///
/// | Guardian for Swift | here |
/// |---|---|
/// | `authorizationDetails[0]` | [`details.at(0)`](AuthorizationDetails::at) |
/// | `["nested_property"]` | [`.get("nested_property")`](Query::get) |
/// | `.stringValue`, `.boolValue` | [`.as_str()`](Query::as_str), [`.as_bool()`](Query::as_bool) |
/// | `.doubleValue` | [`.as_decimal()`](Query::as_decimal), [`.as_i64()`](Query::as_i64), [`.as_f64()`](Query::as_f64) |
/// | `.objectValue` | [`.members()`](Query::members) |
/// | `.arrayValue` | [`.iter()`](Query::iter) |
///
/// ```
/// use waxseal_protocol::rar::AuthorizationDetails;
/// let details = AuthorizationDetails::parse(
///     r#"[{"type":"payment","string_property":"a","bool_property":true,"numeric_property":1.50,
///          "nested_property":{"inner":7},"nested_array_property":["x","y"]}]"#,
/// )?;
/// let payment = details.at(0);
/// assert_eq!(payment.get("string_property").as_str(), Some("a"));
/// assert_eq!(payment.get("bool_property").as_bool(), Some(true));
/// assert_eq!(payment.get("numeric_property").as_decimal().map(|n| n.to_string()).as_deref(), Some("1.5"));
/// assert_eq!(payment.get("nested_property").get("inner").as_i64(), Some(7));
/// assert_eq!(payment.get("nested_array_property").at(1).as_str(), Some("y"));
/// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query<'a>(Option<&'a Json>);

impl AuthorizationDetails {
    /// The entry `index`.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// let details = AuthorizationDetails::parse(r#"[{"type":"payment"}]"#)?;
    /// assert_eq!(details.at(0).get("type").as_str(), Some("payment"));
    /// assert!(!details.at(1).exists());
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn at(&self, index: usize) -> Query<'_> {
        Query(self.entries().get(index))
    }

    /// The place at a JSON pointer (RFC 6901) into the array: `/0/amount`. The array as a whole
    /// is no place.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// let details = AuthorizationDetails::parse(
    ///     r#"[{"type":"money_transfer","instructedAmount":{"amount":2500,"currency":"USD"}}]"#,
    /// )?;
    /// assert_eq!(details.pointer("/0/instructedAmount/amount").as_i64(), Some(2500));
    /// assert!(!details.pointer("/1").exists());
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn pointer(&self, pointer: &str) -> Query<'_> {
        match split_index(pointer) {
            Some((index, rest)) => self.at(index).pointer(rest),
            None => Query(None),
        }
    }

    /// All entries, in order.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// let details = AuthorizationDetails::parse(r#"[{"type":"payment"},{"type":"trade"}]"#)?;
    /// let types: Vec<_> = details.iter().filter_map(|entry| entry.get("type").as_str()).collect();
    /// assert_eq!(types, ["payment", "trade"]);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Query<'_>> + DoubleEndedIterator {
        self.entries().iter().map(|entry| Query(Some(entry)))
    }

    /// The entries of one type, in order. What has another type is not among them, but is asked
    /// or granted all the same; [`AuthorizationDetails::filter_by_type`] also says what is left out.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// let details = AuthorizationDetails::parse(
    ///     r#"[{"type":"payment","amount":20},{"type":"trade"},{"type":"payment","amount":5}]"#,
    /// )?;
    /// let amounts: Vec<_> = details.of_type("payment").map(|entry| entry.get("amount").as_i64()).collect();
    /// assert_eq!(amounts, [Some(20), Some(5)]);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn of_type<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Query<'a>> {
        self.iter().filter(move |entry| entry.get("type").as_str() == Some(name))
    }
}

impl<'a> Query<'a> {
    /// The member `key`, where this is an object.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","creditor":{"name":"ExampleCorp"}}]"#)?;
    /// assert_eq!(details.at(0).get("creditor").get("name").as_str(), Some("ExampleCorp"));
    /// assert_eq!(details.at(0).get("debtor").get("name").as_str(), None);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    #[must_use]
    pub fn get(self, key: &str) -> Self {
        Self(self.0.and_then(|value| value.get(key)))
    }

    /// The element `index`, where this is an array.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","actions":["initiate","cancel"]}]"#)?;
    /// assert_eq!(details.at(0).get("actions").at(1).as_str(), Some("cancel"));
    /// assert_eq!(details.at(0).get("actions").at(2).as_str(), None);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        Self(self.0.and_then(|value| value.at(index)))
    }

    /// The place at a JSON pointer (RFC 6901) from here. The empty pointer stays here.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","creditors":[{"name":"ExampleCorp"}]}]"#)?;
    /// assert_eq!(details.at(0).pointer("/creditors/0/name").as_str(), Some("ExampleCorp"));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    #[must_use]
    pub fn pointer(self, pointer: &str) -> Self {
        Self(self.0.and_then(|value| value.pointer(pointer)))
    }

    /// The value here.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":{"value":1.10}}]"#)?;
    /// let amount = details.at(0).get("amount").json().map(ToString::to_string);
    /// assert_eq!(amount.as_deref(), Some(r#"{"value":1.10}"#));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn json(self) -> Option<&'a Json> {
        self.0
    }

    /// Whether there is a value here, be it `null`.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","limit":null}]"#)?;
    /// assert!(details.at(0).get("limit").exists());
    /// assert!(!details.at(0).get("amount").exists());
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn exists(self) -> bool {
        self.0.is_some()
    }

    /// Whether there is `null` here. Where nothing is, there is no `null` either.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","limit":null}]"#)?;
    /// assert!(details.at(0).get("limit").is_null());
    /// assert!(!details.at(0).get("amount").is_null());
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn is_null(self) -> bool {
        self.0 == Some(&Json::Null)
    }

    /// The text of a string.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","currency":"USD"}]"#)?;
    /// assert_eq!(details.at(0).get("currency").as_str(), Some("USD"));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn as_str(self) -> Option<&'a str> {
        self.0?.as_str()
    }

    /// `true` or `false`.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","instant":true}]"#)?;
    /// assert_eq!(details.at(0).get("instant").as_bool(), Some(true));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn as_bool(self) -> Option<bool> {
        self.0?.as_bool()
    }

    /// A number as it is written.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":2500.00}]"#)?;
    /// assert_eq!(details.at(0).get("amount").as_number().map(|n| n.as_str()), Some("2500.00"));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn as_number(self) -> Option<&'a JsonNumber> {
        self.0?.as_number()
    }

    /// The exact value of a number, or of a string that holds one; see [`Json::as_decimal`].
    ///
    /// ```
    /// use waxseal_protocol::json::Decimal;
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":12345678901234567890.12,"fee":"0.30"}]"#)?;
    /// assert_eq!(details.at(0).get("amount").as_decimal(), Decimal::parse("12345678901234567890.12"));
    /// assert_eq!(details.at(0).get("fee").as_decimal(), Decimal::parse("0.3"));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn as_decimal(self) -> Option<Decimal> {
        self.0?.as_decimal()
    }

    /// A number whose value is a whole one and fits.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":2500.00,"fee":0.30}]"#)?;
    /// assert_eq!(details.at(0).get("amount").as_i64(), Some(2500));
    /// assert_eq!(details.at(0).get("fee").as_i64(), None);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn as_i64(self) -> Option<i64> {
        self.0?.as_i64()
    }

    /// A number whose value is a whole one, not below zero, and fits.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":2500,"change":-1}]"#)?;
    /// assert_eq!(details.at(0).get("amount").as_u64(), Some(2500));
    /// assert_eq!(details.at(0).get("change").as_u64(), None);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn as_u64(self) -> Option<u64> {
        self.0?.as_u64()
    }

    /// A number as a double, if the double has exactly the written value; see
    /// [`JsonNumber::to_f64`].
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"visit","latitude":59.3293,"id":9007199254740993}]"#)?;
    /// assert_eq!(details.at(0).get("latitude").as_f64(), Some(59.3293));
    /// assert_eq!(details.at(0).get("id").as_f64(), None);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn as_f64(self) -> Option<f64> {
        self.0?.as_f64()
    }

    /// The elements of an array, in order; of anything else, none.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","actions":["initiate","cancel"]}]"#)?;
    /// let actions: Vec<_> = details.at(0).get("actions").iter().filter_map(|action| action.as_str()).collect();
    /// assert_eq!(actions, ["initiate", "cancel"]);
    /// assert_eq!(details.at(0).get("locations").iter().len(), 0);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn iter(self) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
        let elements = self.0.and_then(Json::as_array).unwrap_or_default();
        elements.iter().map(|element| Self(Some(element)))
    }

    /// The members of an object, in the order they are written; of anything else, none.
    ///
    /// ```
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":20}]"#)?;
    /// let names: Vec<_> = details.at(0).members().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["type", "amount"]);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn members(self) -> impl ExactSizeIterator<Item = (&'a str, Self)> + DoubleEndedIterator {
        let members = self.0.and_then(Json::as_object).unwrap_or_default();
        members.iter().map(|(name, value)| (name.as_str(), Self(Some(value))))
    }

    /// The value here as a Rust type, with whole numbers; see [`Json::read`].
    ///
    /// # Errors
    /// Nothing is here, or the value does not fit.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use waxseal_protocol::json::Decimal;
    /// # use waxseal_protocol::rar::AuthorizationDetails;
    ///
    /// #[derive(Deserialize)]
    /// struct InstructedAmount {
    ///     amount: Decimal,
    ///     currency: String,
    /// }
    ///
    /// # let details = AuthorizationDetails::parse(
    /// #     r#"[{"type":"money_transfer","instructedAmount":{"amount":2500,"currency":"USD"}}]"#,
    /// # )?;
    /// let amount: InstructedAmount = details.at(0).get("instructedAmount").read()?;
    /// assert_eq!((amount.amount.to_string().as_str(), amount.currency.as_str()), ("2500", "USD"));
    /// assert!(details.at(0).get("fee").read::<InstructedAmount>().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Mismatch> {
        self.0.ok_or_else(|| Mismatch::custom("there is no value"))?.read()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn details(text: &str) -> AuthorizationDetails {
        AuthorizationDetails::parse(text).unwrap()
    }

    #[test]
    fn a_step_on_the_wrong_kind_of_value_leads_nowhere() {
        let details = details(r#"[{"type":"a","text":"x","list":[1],"object":{"0":2},"nothing":null}]"#);
        let entry = details.at(0);
        assert!(!entry.at(0).exists());
        assert!(!entry.get("list").get("0").exists());
        assert!(!entry.get("object").at(0).exists());
        assert!(!entry.get("text").at(0).exists());
        assert!(!entry.get("nothing").get("x").exists());
        assert_eq!(entry.get("object").get("0").as_i64(), Some(2));
        assert_eq!(entry.pointer("/object/0").as_i64(), Some(2));
    }

    #[test]
    fn pointers_follow_rfc_6901() {
        let details = details(r#"[{"type":"a","":{"":1},"a/b":2,"m~n":3,"~1":4,"list":[5,6]}]"#);
        for (pointer, expected) in
            [("/0//", 1), ("/0/a~1b", 2), ("/0/m~0n", 3), ("/0/~01", 4), ("/0/list/0", 5), ("/0/list/1", 6)]
        {
            assert_eq!(details.pointer(pointer).as_i64(), Some(expected), "{pointer}");
        }
        for nowhere in [
            "",
            "0",
            "0/type",
            "/",
            "/-",
            "/00",
            "/+0",
            "/0/m~n",
            "/0/a~",
            "/0/list/01",
            "/0/list/-",
            "/0/list/2",
            "/0/list/99999999999999999999999",
            "/0/type/0",
        ] {
            assert!(!details.pointer(nowhere).exists(), "{nowhere}");
        }
        assert_eq!(details.pointer("/0"), details.at(0));
    }

    #[test]
    fn every_entry_of_a_type_is_found() {
        let details = details(r#"[{"type":"a","n":1},{"type":"b","n":2},{"type":"a","n":3}]"#);
        let numbers = |name| details.of_type(name).filter_map(|entry| entry.get("n").as_i64()).collect::<Vec<_>>();
        assert_eq!(numbers("a"), [1, 3]);
        assert_eq!(numbers("c"), [0_i64; 0]);
    }

    proptest! {
        #[test]
        fn no_query_panics(key in ".{0,5}", index in any::<usize>(), pointer in "(/0)?(/?[a-z0-9~/-]{0,6}){0,4}") {
            let details = details(r#"[{"type":"a","a":[{"b":[1,1e999999,"x",null,true]},{}]}]"#);
            for place in [details.at(index), details.at(0).get(&key).at(index), details.pointer(&pointer)] {
                place.as_str();
                place.as_bool();
                place.as_number();
                place.as_decimal();
                place.as_i64();
                place.as_u64();
                place.as_f64();
                place.is_null();
                prop_assert!(place.iter().len() <= 5 && place.members().len() <= 5);
                prop_assert!(place.exists() || place.read::<Json>().is_err());
            }
        }

        #[test]
        fn every_value_is_found_at_its_pointer(key in "[a-c~/0-9]{0,4}", other in "[d-f~/]{0,4}") {
            prop_assume!(key != other && key != "type" && other != "type");
            let member = |key: &str, value| (key.to_owned(), value);
            let list = Json::Array(vec![Json::Null, Json::Object(vec![member(&other, Json::Bool(true))])]);
            let entry = Json::Object(vec![
                member("type", Json::String("a".to_owned())),
                member(&other, Json::Null),
                member(&key, list),
            ]);
            let details = AuthorizationDetails::try_from(Json::Array(vec![entry])).unwrap();
            let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
            let pointer = format!("/0/{}/1/{}", escape(&key), escape(&other));
            prop_assert_eq!(details.pointer(&pointer).as_bool(), Some(true));
        }

        #[test]
        fn integers_are_exact(value in any::<i64>(), scale in 0_usize..5) {
            let text = format!(r#"[{{"type":"a","n":{value}{}e-{scale}}}]"#, "0".repeat(scale));
            prop_assert_eq!(details(&text).at(0).get("n").as_i64(), Some(value));
            prop_assert_eq!(details(&text).at(0).get("n").as_u64(), u64::try_from(value).ok());
        }

        #[test]
        fn a_double_is_exact_or_absent(text in "-?(0|[1-9][0-9]{0,19})(\\.[0-9]{1,18})?") {
            let details = details(&format!(r#"[{{"type":"a","n":{text}}}]"#));
            let number = details.at(0).get("n");
            if let (Some(double), Some(decimal)) = (number.as_f64(), number.as_decimal()) {
                // As many digits as are written, so that a tie between two last digits is decided
                // as ECMAScript decides it, to the even one: 71000000000000.625 is written with .62.
                let places = decimal.digits.len().saturating_sub(1);
                prop_assert_eq!(Decimal::parse(&format!("{double:.places$e}")), Some(decimal));
            }
        }

        #[test]
        fn a_decimal_reads_back_from_its_text(text in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?") {
            let decimal = Decimal::parse(&text).unwrap();
            prop_assert_eq!(Decimal::parse(&decimal.to_string()), Some(decimal));
        }
    }
}
