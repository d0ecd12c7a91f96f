//! The builders of a town's prerequisites hold what they promise.

use crate::support::{shared, town};

#[actix_web::test]
async fn a_town_has_a_certified_officer_and_a_claimed_matter() {
    let town = town(shared()).await;
    let matter = town.claimed_matter().await;
    let officer = town.certified_officer("王伟").await;
    let admin = town.admin().await;
    let held = admin.all(&format!("/officers/{officer}/certificates")).await;
    assert_eq!(held[0]["status"], "valid", "{matter}");
}
