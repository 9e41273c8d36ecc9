//! The description of the API is a snapshot: a change of the contract is a change of a file that somebody reviews.

use std::path::Path;

use serde_json::Value;

use crate::architecture::{files_below, root};
use crate::documents::read;
use crate::server::Server;

const SNAPSHOT: &str = "tests/snapshots/openapi.json";

fn described() -> String {
    zaitaku::http::openapi().to_pretty_json().unwrap() + "\n"
}

#[test]
fn the_description_is_the_committed_one() {
    let now = described();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOT);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let difference = now.lines().zip(committed.lines()).enumerate().find(|(_, (now, then))| now != then);
    assert!(
        now == committed,
        "the API is not the one in {SNAPSHOT} (first difference: {difference:?}).\n\
         If the change is meant: UPDATE_SNAPSHOTS=1 cargo test --test zaitaku openapi, then review the file."
    );
}

/// Two types of one name are one schema in the description, and one of them is described wrongly.
#[test]
fn every_type_of_the_description_has_a_name_of_its_own() {
    let mut names: Vec<String> = Vec::new();
    for path in files_below(&root().join("src/http"), &["rs"]) {
        let text = std::fs::read_to_string(path).unwrap();
        for part in text.split("ToSchema)]").skip(1) {
            let words =
                part.lines().find(|line| line.contains("struct ") || line.contains("enum ")).unwrap_or_default();
            let name = words.split_once("struct ").or_else(|| words.split_once("enum ")).map_or("", |(_, name)| name);
            names.push(name.chars().take_while(|c| c.is_alphanumeric()).collect());
        }
    }
    names.sort();
    let twice: Vec<&String> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
    assert!(names.len() > 50 && twice.is_empty(), "{twice:?} among {}", names.len());
}

#[test]
fn the_server_serves_its_description() {
    let server = Server::demo();
    let served = server.get("/api/v1/openapi.json").json();
    let described: Value = serde_json::from_str(&described()).unwrap();
    assert_eq!(served, described);
    assert!(served["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{}", served["openapi"]);
}

#[test]
fn every_response_is_described() {
    let described: Value = serde_json::from_str(&described()).unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    for (path, methods) in described["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            for (status, response) in responses {
                // OpenAPI 3.1 requires it.
                let description = response["description"].as_str().unwrap_or_default();
                assert_ne!(description, "", "{method} {path} {status}");
                let error = status.starts_with(['4', '5']);
                let kinds = response["content"].as_object().into_iter().flatten();
                for (kind, _) in kinds {
                    assert_eq!(kind == "application/problem+json", error, "{method} {path} {status}: {kind}");
                }
            }
            for status in ["413", "415"] {
                let with_body = ["post", "patch"].contains(&method.as_str());
                assert_eq!(responses.contains_key(status), with_body, "{method} {path} {status}");
            }
            assert!(!responses.contains_key("405"), "{method} {path}");
            let watched = ["/healthz", "/readyz", "/metrics"].contains(&path.as_str());
            assert_eq!(responses.contains_key("400"), !watched, "{method} {path}");
        }
    }
}

#[test]
fn every_path_is_in_the_document_and_every_operation_has_a_name() {
    let described: Value = serde_json::from_str(&described()).unwrap();
    let document = read("docs/api.md");
    for (path, methods) in described["paths"].as_object().unwrap() {
        let named = document.contains(path.as_str()) || document.contains(path.split("/{").next().unwrap());
        assert!(named, "docs/api.md does not name {path}");
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            let verb = id.split('_').next().unwrap_or_default();
            let known = [
                "get", "list", "create", "search", "geocode", "suggest", "update", "delete", "edit", "undo", "read",
                "propose", "decide",
            ];
            assert!(known.contains(&verb), "{method} {path} is called {id:?}; begin with a verb");
        }
    }
}

#[test]
fn no_path_or_query_can_carry_a_home() {
    let described: Value = serde_json::from_str(&described()).unwrap();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap_or_default();
                let private = ["address", "near", "origin", "lat", "lon", "need", "needs", "wishes"];
                assert!(!private.contains(&name), "{path} takes {name} outside the body");
            }
        }
    }
}
