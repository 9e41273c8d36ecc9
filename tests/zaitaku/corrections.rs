//! What is put right by hand survives the next edition of every source.

use serde_json::Value;

use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::{Server, list, text};

const CLINIC: &str = "n-1421400900010";

fn sheet(rows: &[&str]) -> String {
    let head = "施設ID,施設名,項目,訂正前,訂正後,理由,記入者,日付";
    format!("{head}\r\n{}\r\n", rows.join("\r\n"))
}

fn replaced<'a>(facility: &'a Value, field: &str) -> Vec<&'a Value> {
    list(&facility["replaced"]).iter().filter(|one| one["field"] == field).collect()
}

#[test]
fn a_correction_outlives_the_next_edition_and_the_closed_are_on_no_list() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut files = fixtures::write_all(folder.path());
    done(&import(&files, &data, &[]));
    let first = Server::over(&data).get(&format!("/api/v1/facilities/{CLINIC}")).json();
    let name = text(&first["name"]).to_owned();
    let rows = [
        format!("{CLINIC},,電話,,046-000-7777,電話で確認,架空 花子,2026-01-10"),
        format!("{CLINIC},,名称,{name},架空うみかぜ在宅クリニック,看板を見た,架空 花子,2026-01-10"),
        "n-1421400900020,,廃止,,2026-01-31,はがき,架空 花子,2026-02-01".to_owned(),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    files = vec![fixtures::write(folder.path(), "corrections_20260210.csv", sheet(&rows).as_bytes())];
    let next = fixtures::navii(Some("架空しおさい内科"));
    for round in 0..2 {
        done(&import(&files, &data, &[]));
        let server = Server::over(&data);
        let facility = server.get(&format!("/api/v1/facilities/{CLINIC}")).json();
        assert_eq!((text(&facility["name"]), text(&facility["phone"])), ("架空うみかぜ在宅クリニック", "046-000-7777"));
        assert_eq!(facility["provenance"]["name"]["source"], "correction");
        let [former] = replaced(&facility, "name")[..] else { panic!("{facility}") };
        assert_eq!(former["changed_since"], round == 1, "{former}");
        assert_eq!(text(&former["value"]), if round == 0 { name.as_str() } else { "架空しおさい内科" });
        let told = done(&run(&["history", CLINIC], &data));
        assert!(told.contains("phone → 046-000-7777「電話で確認」架空 花子 2026-01-10"), "{told}");
        let closed = server.get("/api/v1/facilities/n-1421400900020").json();
        assert_eq!(text(&closed["closed"]), "2026-01-31");
        let listed = server.get("/api/v1/facilities?limit=500").json();
        assert!(list(&listed["items"]).iter().all(|item| item["id"] != "n-1421400900020"), "{listed}");
        files = vec![fixtures::write(folder.path(), "02-1_clinic_facility_info_20260601.csv", next.as_bytes())];
    }
}
