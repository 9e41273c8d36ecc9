use super::*;

fn yearly(from: (u8, u8), to: (u8, u8)) -> Rule {
    Rule { days: Days::Yearly { from, to }, spans: Vec::new() }
}

fn other(text: &str) -> (Vec<Rule>, String) {
    yearly_closures(text, &[])
}

#[test]
fn dates_as_they_are_published() {
    let year_end = vec![yearly((12, 29), (1, 3))];
    for text in [
        "01月01日，01月02日，01月03日，12月29日，12月30日，12月31日",
        "12月29日～1月3日",
        "1月1日 1月2日 1月3日 12月29日 12月30日 12月31日",
        "年末年始（１２月２９日から１月３日まで）",
        "年末年始(12/29～1/3)は休診",
        "年末年始休診日　１２／２９～１／３",
        "12月29日(月)〜翌年1月3日(土)",
        "12/29,30,31、1/1、2、3",
        "１２月２９～３１日、１月１日～３日",
        "12月29日~1月3日（年末年始）",
        "●12月29日30日31日　1月1日2日3日",
    ] {
        assert_eq!(other(text), (year_end.clone(), String::new()), "{text}");
    }
    let summer = yearly((8, 13), (8, 15));
    assert_eq!(other("お盆(8/13～8/15)"), (vec![summer.clone()], String::new()));
    assert_eq!(
        other("1月1日 1月2日 1月3日 8月13日 8月14日 8月15日 12月30日"),
        (vec![yearly((1, 1), (1, 3)), summer.clone(), yearly((12, 30), (12, 30))], String::new())
    );
    assert_eq!(
        other("1月2、3日　 8月13、14、15日　12月31日"),
        (vec![yearly((1, 2), (1, 3)), summer, yearly((12, 31), (12, 31))], String::new())
    );
}

#[test]
fn what_is_not_read_is_kept() {
    assert_eq!(
        other("GW、お盆（8/13～8/16）、年末年始（12/29～1/3）"),
        (vec![yearly((8, 13), (8, 16)), yearly((12, 29), (1, 3))], "GW".to_owned())
    );
    assert_eq!(other("年末年始"), (vec![], "年末年始".to_owned()));
    assert_eq!(other("お盆(8/13〜8/15)、年末年始"), (vec![yearly((8, 13), (8, 15))], "年末年始".to_owned()));
    assert_eq!(other("木曜日午後（改行）12月30日～1月3日"), (vec![yearly((12, 30), (1, 3))], "木曜日午後".to_owned()));
    assert_eq!(other("12月30日午後、12月31日"), (vec![yearly((12, 31), (12, 31))], "12月30日午後".to_owned()));
    assert_eq!(other("12月29日午後～1月3日"), (vec![], "12月29日午後 1月3日".to_owned()));
    for text in [
        "1月1日～3日、ただし2日は開院",
        "令和7年12月29日～令和8年1月3日",
        "2025/12/29",
        "2025年度（改行）4月12日",
        "第1/3土曜日",
        "8月第2週",
        "年末２９日～３日迄",
        "土曜日は午前中のみ診療",
        "2月30日",
        "1月4日~12月28日",
    ] {
        let (rules, rest) = other(text);
        assert!(rules.is_empty() && !rest.is_empty(), "{text}: {rules:?} {rest}");
    }
}

#[test]
fn words_for_days_closed_anyway_or_that_name_the_dates_are_no_rest() {
    let known = ["日", "日曜", "日曜日", "祝", "祝日"];
    let (rules, rest) = yearly_closures("日曜、祝日、8/1 創立記念日（改行）12月30日から1月3日まで休診です", &known);
    assert_eq!(rest, "");
    assert_eq!(rules, [yearly((8, 1), (8, 1)), yearly((12, 30), (1, 3))]);
    assert_eq!(yearly_closures("土・日曜日", &known).1, "土", "nobody said that Saturdays are closed");
    assert_eq!(other("開院記念日（８月８日）"), (vec![yearly((8, 8), (8, 8))], String::new()));
    assert_eq!(other("12/31~1/3 お盆"), (vec![yearly((12, 31), (1, 3))], "お盆".to_owned()));
    assert_eq!(other("8/15・12/30は午後から休診"), (vec![], "8/15・12/30は午後から休診".to_owned()));
}

#[test]
fn public_holidays_of_one_year_are_not_dates_of_every_year() {
    assert_eq!(
        other("1月1日、7月21日、9月15日、10月13日"),
        (vec![yearly((1, 1), (1, 1))], "7月21日 9月15日 10月13日".to_owned())
    );
    assert_eq!(other("10月10日"), (vec![yearly((10, 10), (10, 10))], String::new()));
}
