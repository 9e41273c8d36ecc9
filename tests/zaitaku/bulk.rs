//! Many facilities at once, with the real binary: a workbook out, changed as a spreadsheet changes it, and back.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::accounts::person::{PASSWORD, Person, create, form_of};
use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::{Reply, Server, list, text};

/// The cells of a workbook.
struct Book(Vec<(String, Vec<Vec<Data>>)>);

impl Book {
    fn of(bytes: &[u8]) -> Self {
        let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).unwrap();
        let sheets = book.worksheets();
        Self(sheets.into_iter().map(|(name, range)| (name, range.rows().map(<[_]>::to_vec).collect())).collect())
    }

    fn ids(&self) -> Vec<String> {
        self.0[0].1.iter().skip(5).map(|row| row[0].to_string()).collect()
    }

    fn set(&mut self, id: &str, key: &str, value: Data) {
        let rows = &mut self.0[0].1;
        let column = rows[2].iter().position(|cell| *cell == key).unwrap_or_else(|| panic!("no {key}"));
        let row = rows.iter().position(|row| row[0] == id).unwrap();
        rows[row][column] = value;
    }

    fn bytes(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        for (name, rows) in &self.0 {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            for (row, cells) in (0u32..).zip(rows) {
                for (column, cell) in (0u16..).zip(cells) {
                    match cell {
                        Data::Empty => {}
                        Data::Float(number) => _ = sheet.write_number(row, column, *number).unwrap(),
                        other => _ = sheet.write_string(row, column, other.to_string()).unwrap(),
                    }
                }
            }
        }
        book.save_to_buffer().unwrap()
    }
}

fn words(text: &str) -> Data {
    Data::String(text.to_owned())
}

fn facility(server: &Server, id: &str) -> Value {
    server.get(&format!("/api/v1/facilities/{id}")).json()
}

/// A server over the fictional files, and an editor who is signed in.
fn world(folder: &Path) -> (Server, Person) {
    let data = folder.join("data");
    done(&import(&fixtures::write_all(folder), &data, &[]));
    create(&data, "editor", "hanako", "山田 花子");
    create(&data, "professional", "taro", "架空 太郎");
    let server = Server::over(&data);
    let mut editor = Person::new(&server);
    editor.sign_in("hanako", PASSWORD);
    (server, editor)
}

fn upload(person: &Person, form: &str, file: &[u8]) -> Reply {
    let line = "----zaitaku-boundary";
    let mut body = format!("--{line}\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n{form}\r\n").into_bytes();
    body.extend(format!("--{line}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"表.xlsx\"\r\nContent-Type: application/octet-stream\r\n\r\n").into_bytes());
    body.extend(file);
    body.extend(format!("\r\n--{line}--\r\n").into_bytes());
    let request = person.client.post(format!("{}/admin/sheet", person.base)).header("cookie", &person.cookie);
    let request = request.header("origin", &person.origin).header("accept", "text/html");
    let response = request.header("content-type", format!("multipart/form-data; boundary={line}")).body(body).send();
    let response = response.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, bytes: response.bytes().unwrap().to_vec() }
}

/// What the form of a page carries in a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let after =
        page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name} in {page}"));
    after
        .split('"')
        .next()
        .unwrap()
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn an_editor_changes_many_facilities_in_a_workbook_and_takes_all_of_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let (server, mut editor) = world(folder.path());
    let home = editor.get("/admin/bulk");
    assert_eq!(home.status, 200, "{}", home.text());
    let form = form_of(&home.text());
    let sheet = editor.get("/api/v1/edits/sheet?kind=clinic&municipality=");
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    assert!(sheet.header("content-disposition").contains("zaitaku-clinic-all-"));
    let untouched = upload(&editor, &form, &sheet.bytes);
    assert!(untouched.status == 200 && untouched.text().contains("変わるところはありません"), "{}", untouched.text());

    let mut book = Book::of(&sheet.bytes);
    let ids = book.ids();
    assert!(ids.len() >= 3, "{ids:?}");
    let before: Vec<Value> = ids[..3].iter().map(|id| facility(&server, id)).collect();
    book.set(&ids[0], "phone", words("０４６−０００−１１１１"));
    book.set(&ids[1], "tpn", words("△（看取りのみ）"));
    book.set(&ids[1], "phone", words("046-000-2222"));
    book.set(&ids[2], "phone", Data::Float(460_003_333.0));
    let page = upload(&editor, &form, &book.bytes());
    let shown = page.text();
    assert_eq!(page.status, 200, "{shown}");
    assert!(
        shown.contains("2施設の3項目") && shown.contains("046-000-1111") && shown.contains("△（看取りのみ）"),
        "{shown}"
    );
    assert!(shown.contains("先頭の 0 が消えた") && shown.contains("460003333"), "the number is a problem: {shown}");
    assert_eq!(facility(&server, &ids[0]), before[0], "nothing is written by looking");

    // Somebody else is quicker with one of them.
    let data = folder.path().join("data");
    done(&run(&["edit", &ids[1], "phone", "046-000-9999", "--by", "架空 太郎", "--reason", "電話で確認"], &data));
    let changes = hidden(&shown, "changes");
    let send = |editor: &mut Person, changes: &str, take: &[&str], reason: &str| {
        let mut fields = vec![("form", form.as_str()), ("changes", changes), ("reason", reason)];
        fields.extend(take.iter().map(|at| ("take", *at)));
        editor.post("/admin/bulk/apply", &fields)
    };
    let late = send(&mut editor, &changes, &["0", "1", "2"], "年1回の調査");
    assert_eq!(late.status, 409, "{}", late.text());
    assert!(
        late.text().contains("046-000-9999") && late.text().contains("046-000-2222"),
        "both values: {}",
        late.text()
    );
    assert_eq!(facility(&server, &ids[0])["phone"], before[0]["phone"], "nothing of it was written");
    let changes = hidden(&late.text(), "changes");
    let without = send(&mut editor, &changes, &["0", "2"], " ");
    assert_eq!(without.status, 409, "a reason is needed");
    let written = send(&mut editor, &changes, &["0", "2"], "年1回の調査");
    assert_eq!(written.status, 303, "{}", written.text());
    assert_eq!(facility(&server, &ids[0])["phone"], "046-000-1111", "shown when it is answered");
    let tpn = |facility: &Value| {
        list(&facility["capabilities"]).iter().find(|one| one["id"] == "tpn").map(|one| one["answer"].clone())
    };
    assert_eq!(tpn(&facility(&server, &ids[1])), Some(json!("consult")));

    let done_page = editor.get(written.header("location"));
    let shown = done_page.text();
    assert!(done_page.status == 200 && shown.contains("年1回の調査") && shown.contains("2施設の2項目"), "{shown}");
    assert!(editor.get("/admin/bulk").text().contains("年1回の調査"), "it is found again later");
    let edit = hidden(&shown, "edit");
    let undone = editor.post("/admin/bulk/undo", &[("form", &form), ("edit", &edit), ("reason", "表の間違い")]);
    assert_eq!(undone.status, 303, "{}", undone.text());
    for (id, before) in ids.iter().zip(&before).filter(|(id, _)| **id != ids[1]) {
        assert_eq!(facility(&server, id)["phone"], before["phone"]);
    }
    assert_eq!(tpn(&facility(&server, &ids[1])), tpn(&before[1]));
    assert_eq!(facility(&server, &ids[1])["phone"], "046-000-9999", "the other's edit stands");
    let again = editor.post("/admin/bulk/undo", &[("form", &form), ("edit", &edit), ("reason", "もう一度")]);
    assert_eq!(again.status, 409);
    done(&run(&["audit", "verify"], &data));
    server.stop();
}

#[test]
fn an_editor_changes_many_facilities_in_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let (server, mut editor) = world(folder.path());
    let page = editor.get("/admin/bulk/table?kind=clinic&municipality=&q=&field=phone&field=tpn");
    let shown = page.text();
    assert_eq!(page.status, 200, "{shown}");
    let (form, edit) = (form_of(&shown), hidden(&shown, "edit"));
    let ids = [hidden(&shown, "id/0"), hidden(&shown, "id/1")];
    let bases = ["0/0", "0/1", "1/0", "1/1"].map(|at| hidden(&shown, &format!("base/{at}")));
    assert_eq!(hidden(&shown, "field/1"), "tpn");
    let mut fields = vec![("form", form.as_str()), ("edit", &edit), ("field/0", "phone"), ("field/1", "tpn")];
    fields.extend([("id/0", ids[0].as_str()), ("id/1", &ids[1])]);
    fields.extend([
        ("base/0/0", bases[0].as_str()),
        ("base/0/1", &bases[1]),
        ("base/1/0", &bases[2]),
        ("base/1/1", &bases[3]),
    ]);
    let cells =
        [("cell/0/0", "046-000-1111"), ("cell/0/1", "△ 看取りのみ"), ("cell/1/0", "電話"), ("cell/1/1", &bases[3])];
    let page = editor.post("/admin/bulk/check", &[&fields[..], &cells].concat());
    let shown = page.text();
    assert_eq!(page.status, 200, "{shown}");
    assert!(shown.contains("1施設の2項目") && shown.contains("046-000-1111"), "{shown}");
    assert!(
        shown.contains("読めないところ") && shown.contains("046-000-0000"),
        "what would be allowed is told: {shown}"
    );
    let changes = hidden(&shown, "changes");
    let written = editor.post(
        "/admin/bulk/apply",
        &[("form", &form), ("changes", &changes), ("take", "0"), ("take", "1"), ("reason", "調査")],
    );
    assert_eq!(written.status, 303, "{}", written.text());
    assert_eq!(facility(&server, &ids[0])["phone"], "046-000-1111");
    for wrong in ["kind=shop&field=phone", "kind=clinic&field=colour", "kind=clinic&colour=red"] {
        assert_eq!(editor.get(&format!("/admin/bulk/table?{wrong}")).status, 400, "{wrong}");
    }
    server.stop();
}

#[test]
fn only_editors_reach_it_and_a_foreign_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (server, editor) = world(folder.path());
    let mut taro = Person::new(&server);
    taro.sign_in("taro", PASSWORD);
    let form = form_of(&taro.get("/account").text());
    for path in ["/admin/bulk", "/admin/bulk/done?edit=1", "/api/v1/edits/sheet?kind=clinic"] {
        assert_eq!(taro.get(path).status, 403, "{path}");
        let nobody = Person::new(&server).get(path).status;
        assert!([303, 401].contains(&nobody), "{path}: {nobody}");
    }
    assert_eq!(upload(&taro, &form, b"PK").status, 403);
    let form = form_of(&editor.get("/admin/bulk").text());
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "施設名").unwrap();
    let foreign = upload(&editor, &form, &book.save_to_buffer().unwrap());
    assert!(foreign.status == 400 && foreign.text().contains("zaitaku import"), "{}", foreign.text());
    assert_eq!(upload(&editor, &form, b"hello").status, 400);
    assert_eq!(upload(&editor, &"0".repeat(64), b"hello").status, 403, "a form of another session");
    let evil = Person { origin: "https://evil.example".to_owned(), ..editor.clone() };
    assert_eq!(upload(&evil, &form, b"hello").status, 403, "a form of another site");
    let wrong = editor.get("/api/v1/edits/sheet?kind=shop");
    assert!(wrong.status == 400 && list(&wrong.json()["allowed"]).contains(&json!("clinic")));
    server.stop();
}

#[test]
fn programs_edit_many_facilities_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (server, editor) = world(folder.path());
    let csrf = text(&editor.session()["csrf"]).to_owned();
    let post = |path: &str, body: &Value| {
        let request = editor.client.post(format!("{}{path}", editor.base)).header("cookie", &editor.cookie);
        let request = request.header("origin", &editor.origin).header("x-zaitaku-csrf", &csrf);
        server.send(request.json(body))
    };
    let page = server.get("/api/v1/facilities?kind=clinic&limit=2").json();
    let ids: Vec<&str> = list(&page["items"]).iter().map(|one| text(&one["id"])).collect();
    let one = |id: &str, value: Value, seen: i64| json!({"id": id, "edits": [{"field": "phone", "value": value, "seen": seen}]});
    let wrong =
        json!({"facilities": [one(ids[0], json!("046-000-0001"), 0), one(ids[1], json!(3), 0)], "reason": "調査"});
    let refused = post("/api/v1/edits", &wrong);
    assert_eq!((refused.status, refused.json()["field"].clone()), (400, json!("facilities[1].edits[0].value")));
    let right = json!({"facilities": [one(ids[0], json!("046-000-0001"), 0), one(ids[1], json!("046-000-0002"), 0)], "reason": "調査"});
    let written = post("/api/v1/edits", &right);
    assert_eq!(written.status, 200, "{}", written.text());
    assert_eq!(facility(&server, ids[1])["phone"], "046-000-0002");
    let late = post("/api/v1/edits", &right);
    assert_eq!((late.status, late.json()["field"].clone()), (409, json!("facilities[0].edits[0]")));
    assert_eq!(late.json()["conflict"]["theirs"], "046-000-0001");
    let undo = json!({"edits": written.json()["edits"], "reason": "間違い"});
    assert_eq!(post("/api/v1/edits/undo", &undo).status, 200);
    assert_ne!(facility(&server, ids[1])["phone"], "046-000-0002");
    assert_eq!(post("/api/v1/edits/undo", &undo).status, 409);
    server.stop();
}

#[test]
fn an_operator_changes_many_facilities_in_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let file = folder.path().join("表.xlsx");
    let path = file.to_str().unwrap();
    done(&run(&["edit", "--sheet", path, "--kind", "clinic"], &data));
    let mut book = Book::of(&std::fs::read(&file).unwrap());
    let ids = book.ids();
    book.set(&ids[0], "phone", words("046-000-1111"));
    book.set(&ids[1], "phone", words("046-000-2222"));
    book.set(&ids[1], "closed", words("いつか"));
    std::fs::write(&file, book.bytes()).unwrap();
    let who = ["--by", "架空 花子", "--reason", "調査"];
    let with = |flags: &[&str]| run(&[&["edit"], flags, &who].concat(), &data);
    let shown = done(&with(&["--from", path, "--dry-run"]));
    assert!(shown.contains("046-000-1111") && shown.contains("いつか"), "{shown}");
    assert_eq!(with(&["--from", path]).status.code(), Some(2), "a cell that cannot be read holds everything up");
    let written = done(&with(&["--from", path, "--leave-out"]));
    assert!(written.contains("--undo-batch 2"), "{written}");
    let shown = done(&with(&["--from", path, "--dry-run"]));
    assert!(!shown.contains("046-000-1111"), "it is so already: {shown}");
    done(&with(&["--undo-batch", "2"]));
    let history = done(&run(&["edit", "--history", &ids[0]], &data));
    assert!(history.contains("取り消し"), "{history}");
    assert_eq!(run(&["edit", "--from", path], &data).status.code(), Some(2), "without a reason");
    assert_eq!(run(&["edit", "--sheet", path, "--kind", "shop"], &data).status.code(), Some(2));
}
