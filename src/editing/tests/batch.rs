//! Many facilities in one transaction.

use super::*;

fn of(facility: &str, changes: Vec<Change>) -> OfFacility {
    OfFacility { facility: facility.to_owned(), changes }
}

fn phone(number: &str, seen: i64) -> Change {
    change("phone", json!(number), seen)
}

impl World {
    async fn phones(&self) -> Vec<String> {
        let mut phones = Vec::new();
        for id in ["n-1", "n-2", "n-3"] {
            phones.push(self.loaded(id).await.phone.unwrap_or_default());
        }
        phones
    }

    async fn edits(&self) -> usize {
        self.store.edits_after(0).await.unwrap().len()
    }
}

async fn three() -> World {
    world(&[sourced("n-1"), sourced("n-2"), sourced("n-3")]).await
}

fn at(author: &'static str, second: i64) -> By<'static> {
    By { now: Timestamp::from_second(1_800_000_000 + second).unwrap(), ..by(author) }
}

#[tokio::test]
async fn a_batch_is_written_whole_and_taken_back_whole() {
    let world = three().await;
    let before = world.phones().await;
    let batch = [
        of("n-1", vec![phone("046-000-0011", 0), change("name", json!("（架空）新"), 0)]),
        of("n-3", vec![phone("046-000-0013", 0)]),
    ];
    let edited = world.editing.edit_all(&batch, at("花子", 0), None).await.unwrap();
    let made: Vec<Vec<i64>> = edited.iter().map(|one| one.edits.clone()).collect();
    assert_eq!(made, [vec![1, 2], vec![3]]);
    assert_eq!(world.phones().await, ["046-000-0011", before[1].as_str(), "046-000-0013"]);
    assert_eq!(edited[0].facility, world.loaded("n-1").await, "the answer is what everybody reads");

    // Another change of the same person at another time is none of the batch.
    world.editing.edit("n-2", &[phone("046-000-0012", 0)], at("花子", 1), None).await.unwrap();
    let batches = world.editing.batches(10).await.unwrap();
    assert_eq!(batches.len(), 1, "a change of one facility is no batch");
    assert_eq!((batches[0].first, batches[0].last, batches[0].edits, batches[0].facilities), (1, 3, 3, 2));
    let edits = world.editing.written_with(2).await.unwrap();
    assert_eq!(edits.iter().map(|edit| edit.id).collect::<Vec<_>>(), [1, 2, 3]);

    // One of them was taken back already: the rest still can be.
    world.editing.undo(2, at("花子", 2)).await.unwrap();
    let standing = world.editing.standing(&edits).await.unwrap();
    assert_eq!(standing, [1, 3]);
    let undone = world.editing.undo_all(&standing, at("花子", 3)).await.unwrap();
    assert_eq!(undone.len(), 2);
    assert_eq!(world.phones().await, [before[0].as_str(), "046-000-0012", before[2].as_str()]);
    assert_eq!(world.editing.standing(&edits).await.unwrap(), [] as [i64; 0]);
    world.store.verify_audit(None).await.unwrap();
}

#[tokio::test]
async fn nothing_of_a_batch_is_written_where_one_part_cannot_be() {
    let world = three().await;
    world.editing.edit("n-3", &[phone("046-000-0003", 0)], at("太郎", 0), None).await.unwrap();
    let before = (world.phones().await, world.edits().await);
    let first = || of("n-1", vec![phone("046-000-0011", 0)]);
    for (second, at_part) in [
        (of("n-3", vec![phone("046-000-0013", 0)]), Some(1)),
        (of("n-9", vec![phone("046-000-0013", 0)]), Some(1)),
        (of("n-2", vec![change("beds", json!("多い"), 0)]), Some(1)),
        (of("n-2", vec![]), Some(1)),
        (of("n-1", vec![change("name", json!("x"), 0)]), Some(1)),
    ] {
        let fault = world.editing.edit_all(&[first(), second], at("花子", 1), None).await.unwrap_err();
        assert_eq!(fault.at, at_part, "{fault}");
        assert_eq!((world.phones().await, world.edits().await), before, "{fault}");
    }
    let fault = world.editing.edit_all(&[first()], By { reason: " ", ..at("花子", 1) }, None).await.unwrap_err();
    assert!(matches!(fault.error, EditError::Reason));
    let fault = world.editing.edit_all(&[], at("花子", 1), None).await.unwrap_err();
    assert!(matches!(fault.error, EditError::Nothing));
    let too_many: Vec<OfFacility> =
        (0..=MOST_FACILITIES).map(|n| of(&format!("x-{n}"), vec![phone("046-000-0000", 0)])).collect();
    let fault = world.editing.edit_all(&too_many, at("花子", 1), None).await.unwrap_err();
    assert!(matches!(fault.error, EditError::TooMany(MOST_FACILITIES)));
    for ids in [vec![1, 99], vec![1, 1]] {
        world.editing.undo_all(&ids, at("花子", 1)).await.unwrap_err();
        assert_eq!((world.phones().await, world.edits().await), before);
    }
}

#[tokio::test]
async fn what_would_change_is_told_and_what_changed_meanwhile() {
    let world = three().await;
    world.editing.edit("n-1", &[phone("046-000-0001", 0)], at("花子", 0), None).await.unwrap();
    let since = world.store.last_edit().await.unwrap();
    let wanted = |facility: &str, number: &str, base: &str| Wanted {
        facility: facility.to_owned(),
        field: "phone".to_owned(),
        base: base.to_owned(),
        since,
        value: json!(number),
        place: String::new(),
    };
    let all = || {
        vec![
            wanted("n-1", "046-000-0021", "046-000-0001"),
            wanted("n-2", "046-000-0022", "046-000-0001"),
            wanted("n-3", "046-000-0001", "046-000-0001"),
            wanted("n-9", "046-000-0029", ""),
        ]
    };
    let compared = world.editing.compare(all(), at("花子", 1).origin()).await.unwrap();
    assert_eq!((compared.differences.len(), compared.already, compared.gone.len()), (2, 1, 1));
    assert!(compared.differences.iter().all(|one| one.clash.is_none()));
    assert_eq!((compared.differences[0].seen, compared.differences[1].seen), (1, 0));

    // Somebody edits one of them, and a source says something else of the other.
    world.editing.edit("n-1", &[phone("046-000-0099", 1)], at("太郎", 2), None).await.unwrap();
    let mut next = sourced("n-2");
    next.phone = Some("046-000-0098".to_owned());
    join(&world.store, &[next], &[]).await;
    let fault = world.editing.edit_all(&compared.batch(|_, _| true), at("花子", 3), None).await.unwrap_err();
    assert!(matches!(fault.error, EditError::Conflict(_)), "{fault}");
    let compared = world.editing.compare(all(), at("花子", 3).origin()).await.unwrap();
    let clashes: Vec<(Option<&str>, &str)> = compared
        .differences
        .iter()
        .map(|one| one.clash.as_ref().unwrap())
        .map(|clash| (clash.author.as_deref(), clash.base.as_str()))
        .collect();
    assert_eq!(clashes, [(Some("太郎"), "046-000-0001"), (None, "046-000-0001")]);
    assert_eq!(compared.differences[0].before, json!("046-000-0099"), "both values are told");
    // Whoever has seen both may choose.
    let batch = compared.batch(|at, _| at == 0);
    world.editing.edit_all(&batch, at("花子", 4), None).await.unwrap();
    assert_eq!(world.phones().await, ["046-000-0021", "046-000-0098", "046-000-0001"]);
}
