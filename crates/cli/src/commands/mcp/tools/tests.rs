use std::collections::BTreeSet;

use serde_json::json;

use super::*;

#[test]
fn every_tool_is_called_by_the_name_it_is_listed_under() {
    let names: BTreeSet<_> = all().into_iter().map(|tool| tool.name.into_owned()).collect();
    let expected = ["check_approval", "list_action_types", "request_approval", "wait_for_approval"];
    assert_eq!(names, expected.map(str::to_owned).into());
}

#[test]
fn schemas_are_schemas_that_simple_clients_understand() {
    for tool in all() {
        let output = tool.output_schema.clone().unwrap();
        for schema in [Value::Object((*tool.input_schema).clone()), Value::Object((*output).clone())] {
            jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{}: {error}", tool.name));
            assert_eq!(schema["type"], "object", "{}", tool.name);
            let text = schema.to_string();
            for rare in ["$ref", "oneOf", "anyOf", "\"type\":["] {
                assert!(!text.contains(rare), "{} uses {rare}", tool.name);
            }
        }
        assert_eq!(tool.input_schema["additionalProperties"], false, "{}", tool.name);
    }
}

#[test]
fn only_asking_changes_anything() {
    for tool in all() {
        let looks = tool.annotations.as_ref().unwrap().read_only_hint;
        assert_eq!(looks, Some(tool.name != request_approval::NAME), "{}", tool.name);
    }
}

#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    approval: Option<String>,
}

fn read(given: Value) -> Result<One, Failure> {
    let Value::Object(given) = given else { panic!("an object") };
    arguments(&check_approval::tool(), given)
}

#[test]
fn arguments_that_are_left_blank_count_as_left_out() {
    for blank in [json!({}), json!({"approval": null}), json!({"approval": " "}), json!({"other": null})] {
        assert_eq!(read(blank).unwrap(), One { approval: None });
    }
}

#[test]
fn an_argument_that_does_not_fit_is_named() {
    let message = read(json!({"approval": 7})).unwrap_err().message;
    assert!(message.contains("/approval") && message.contains("string"), "{message}");
    let message = read(json!({"aproval": "apr_x"})).unwrap_err().message;
    assert!(message.contains("aproval"), "{message}");
}
