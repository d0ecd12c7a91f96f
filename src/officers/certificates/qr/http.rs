//! The code to be printed on a card.

use crate::auth::Authorized;
use crate::db::Db;
use crate::domain::ids::{CertificateId, OfficerId};
use crate::domain::permission::may::ReadOfficers;
use crate::domain::values::Code;
use crate::http::{PublicUrl, Refusals, Reply};
use crate::officers::certificates::store;
use crate::problem::Problem;
use actix_web::get;
use actix_web::web::{Data, Path};
use qrcode::QrCode;
use qrcode::render::svg;
use reqwest::Url;

/// Pixels on a side, at least.
const SIDE_MIN: u32 = 256;

/// 证件二维码: holds the address at which anybody checks the card, under `ANJUAN_PUBLIC_URL`.
#[utoipa::path(tag = "officers", operation_id = "certificate_qr_get", security(("bearer" = [])),
    params(("officer_id" = inline(OfficerId), Path), ("certificate_id" = inline(CertificateId), Path)),
    responses((status = 200, body = String, content_type = "image/svg+xml"), Refusals))]
#[get("/officers/{officer_id}/certificates/{certificate_id}/qr")]
pub async fn show(
    db: Data<Db>,
    caller: Authorized<ReadOfficers>,
    path: Path<(OfficerId, CertificateId)>,
    public_url: Data<PublicUrl>,
) -> Result<Reply, Problem> {
    let (officer, id) = path.into_inner();
    db.read(&caller.actor, move |view| {
        let found = store::find_optional(view, id)?.filter(|certificate| certificate.officer == officer);
        let certificate = found.ok_or_else(Problem::not_found)?;
        let address = address_of(&public_url.0, &certificate.number)?;
        let code = QrCode::new(address.as_str()).map_err(Problem::internal)?;
        let image = code.render::<svg::Color>().min_dimensions(SIDE_MIN, SIDE_MIN).build();
        Ok(Reply::shown("image/svg+xml", image.into_bytes()))
    })
    .await
}

/// Whatever a number holds, it stays one segment of the path.
fn address_of(public_url: &str, number: &Code) -> Result<Url, Problem> {
    let mut address = Url::parse(public_url).map_err(Problem::internal)?;
    let segments = address.path_segments_mut().map_err(|()| Problem::internal("no place for a path"));
    segments?.pop_if_empty().extend(["public", "officers", number.as_str()]);
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_odd_characters_stays_one_segment() {
        let of = |number: &str| {
            let number = Code::parse(number).expect("a code");
            address_of("https://zf.example.cn/base/", &number).expect("an address").to_string()
        };
        assert_eq!(of("35/01?a#b"), "https://zf.example.cn/base/public/officers/35%2F01%3Fa%23b");
        assert_eq!(of("闽1"), "https://zf.example.cn/base/public/officers/%E9%97%BD1");
    }
}
