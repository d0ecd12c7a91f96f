//! Yearly notices: one that does not settle its whole year is refused, and what is wrong is told in the reader's language.

use crate::support::{Answer, isolated};
use reqwest::Method;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_notice_that_leaves_holidays_out_is_refused_in_the_readers_language() {
    let server = isolated();
    let admin = server.platform_admin().await;
    let of_new_year = json!({"source": "国办发明电〔2026〕7号", "published_on": "2026-11-10", "days": [
        {"date": "2027-01-01", "name": "元旦", "off": true}, {"date": "2027-01-02", "name": "元旦", "off": true}]});
    let load = async |year: i32, notice: &Value| {
        admin.send(admin.request(Method::PUT, &format!("/calendar/years/{year}")).json(notice)).await
    };
    let refused = load(2027, &of_new_year).await;
    refused.problem(422, "value_invalid");
    let codes: Vec<String> = refused.faults().into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes.iter().filter(|code| *code == "statutory_day_not_off").count(), 6, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| *code == "holiday_missing").count(), 6, "{codes:?}");
    let details = |answer: &Answer| {
        let problem = answer.json();
        let all =
            problem["errors"].as_array().expect("faults").iter().map(|one| one["detail"].as_str().unwrap().to_owned());
        all.collect::<Vec<String>>()
    };
    assert!(details(&refused).iter().all(|one| one.contains("法定节假日") && !one.contains("holiday")));
    let request = admin.request(Method::PUT, "/calendar/years/2027").header("Accept-Language", "en");
    let in_english = admin.send(request.json(&of_new_year)).await;
    assert!(details(&in_english).iter().all(|one| one.contains("statutory holiday") && !one.contains('是')));
    // Of 2028 nobody knows which days are statutory: 中秋节 falls on 国庆节. The notice has to say.
    let notice = json!({"source": "x", "published_on": "2026-11-10", "days": [
        {"date": "2028-01-01", "name": "元旦", "off": true}]});
    let of_2028 = load(2028, &notice).await;
    assert_eq!(of_2028.faults(), [("/statutory".to_owned(), "statutory_missing".to_owned())]);
    admin.get("/calendar/years/2027").await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_year_without_a_notice_is_told_in_one_language_at_a_time() {
    let server = isolated();
    let admin = server.platform_admin().await;
    let path = "/calendar/due-date?start=2026-12-30&days=5&unit=working_days";
    let zh = admin.get(path).await.problem(422, "calendar_not_published");
    assert_eq!(zh["detail"], "2027年放假安排尚未公布或者尚未载入");
    let asked = admin.request(Method::GET, path).header("Accept-Language", "en");
    let en = admin.send(asked).await.problem(422, "calendar_not_published");
    assert_eq!(en["detail"], "The holiday notice of 2027 is not published or not loaded yet");
}
