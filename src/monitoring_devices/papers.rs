//! What is recorded of a device after it was registered: where it was put and when the public was told, what certifies it, and how it
//! was reviewed. Each is a paper of its own; nothing is overwritten.

use super::model::{DevicePaperKind, Paper, PaperContent};
use super::store;
use crate::db::{Recorded, Tx};
use crate::domain::act::{in_order, not_in_the_future};
use crate::domain::evidence::{DeviceReviewKind, DeviceReviewResult};
use crate::domain::ids::{DevicePaperId, EntryId, MonitoringDeviceId};
use crate::domain::refusal::{Refusal, Refusals, Rule};
use crate::domain::text_enum::text_enum;
use crate::domain::values::{Passage, PersonName, Title};
use crate::http::{Reply, digest};
use crate::journal::entry::Entry;
use crate::journal::kind::Kind;
use crate::problem::{Code as ProblemCode, Problem};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

text_enum! {
    /// 合格证明的种类
    pub enum DeviceCertificateKind {
        /// 符合标准的证明
        Standard = "standard" "标准符合性证明",
        /// 计量检定、校准
        Metrology = "metrology" "计量检定证书",
    }
}

/// A paper as it is sent, and what stands against it.
pub trait DevicePaper: Serialize + Clone {
    const KIND: DevicePaperKind;
    const JOURNAL: Kind;
    fn id(&self) -> Option<DevicePaperId>;
    fn judge(&self, today: NaiveDate, refusals: &mut Refusals);
    /// With what follows from it.
    fn completed(self) -> Self {
        self
    }
    fn held(self) -> PaperContent;
}

/// A paper on the wire: what is sent, how it is shown, and its route.
macro_rules! device_paper {
    ($(#[$doc:meta])* $paper:ident, $reply:ident, $handler:ident at $path:literal as $operation:literal {
        $($(#[$attr:meta])* $field:ident: $type:ty,)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, ::serde::Serialize, ::serde::Deserialize, ::utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $paper {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            id: Option<DevicePaperId>,
            $($(#[$attr])* pub $field: $type,)+
        }

        $(#[$doc])*
        #[derive(Debug, ::serde::Serialize, ::utoipa::ToSchema)]
        pub struct $reply {
            id: DevicePaperId,
            device_id: MonitoringDeviceId,
            $($(#[$attr])* $field: $type,)+
            entry_id: EntryId,
            recorded_at: DateTime<Utc>,
        }

        impl $reply {
            pub fn of(paper: &Paper, held: &$paper) -> Self {
                let held = held.clone();
                Self {
                    id: paper.id,
                    device_id: paper.device,
                    $($field: held.$field,)+
                    entry_id: paper.entry_id,
                    recorded_at: paper.recorded_at,
                }
            }
        }

        pub mod $handler {
            use super::{$paper, $reply, add};
            use crate::auth::Authorized;
            use crate::db::Db;
            use crate::domain::ids::MonitoringDeviceId;
            use crate::domain::permission::may::RegisterDevices;
            use crate::http::{IdempotencyKeyHeader, Once, Refusals, Reply};
            use crate::problem::Problem;
            use actix_web::post;
            use actix_web::web::{Data, Path};

            $(#[$doc])*
            #[utoipa::path(tag = "monitoring devices", operation_id = $operation, security(("bearer" = [])),
                request_body = $paper, params(("device_id" = inline(MonitoringDeviceId), Path), IdempotencyKeyHeader),
                responses((status = 201, body = $reply), (status = 200, body = $reply), Refusals))]
            #[post($path)]
            pub async fn create(
                db: Data<Db>,
                caller: Authorized<RegisterDevices>,
                device: Path<MonitoringDeviceId>,
                once: Once<$paper>,
            ) -> Result<Reply, Problem> {
                once.write(&db, &caller.actor, move |tx, new| add(tx, *device, new, $reply::of)).await
            }
        }
    };
}

device_paper! {
    /// 设置和公布
    ///
    /// 行政处罚法 第四十一条第一款: where the device stands, how it is marked, and when and where the place was made public. A place that is
    /// announced later is recorded again, with the announcement. From `installed_on` on the device stands there and nowhere else.
    DevicePlacement, DevicePlacementReply, placements at "/monitoring-devices/{device_id}/placements"
    as "monitoring_device_placements_create" {
        place: Title,
        installed_on: NaiveDate,
        /// 设置的理由
        #[serde(default)]
        reasons: Option<Passage>,
        /// 标志
        sign: Title,
        /// 向社会公布之日
        #[serde(default)]
        announced_on: Option<NaiveDate>,
        /// 公布的载体: asked for with the day.
        #[serde(default)]
        announced_in: Option<Title>,
    }
}

device_paper! {
    /// 合格证明
    ///
    /// 行政处罚法 第四十一条第一款: the device meets its standard. A device that has such papers has a valid one when it records.
    DeviceCertificate, DeviceCertificateReply, certificates at "/monitoring-devices/{device_id}/certificates"
    as "monitoring_device_certificates_create" {
        kind: DeviceCertificateKind,
        /// 证书编号
        number: Title,
        /// 发证机构
        issuer: Title,
        /// 依据的标准、规程
        #[serde(default)]
        standard: Option<Title>,
        valid_from: NaiveDate,
        /// The last valid day.
        #[serde(default)]
        valid_to: Option<NaiveDate>,
    }
}

device_paper! {
    /// 法制审核、技术审核
    ///
    /// 行政处罚法 第四十一条第一款. It holds from the day on which it was made, or from a later one, until it ends or another one takes its
    /// place. A review that was not passed ends the one before it.
    DeviceReview, DeviceReviewReply, reviews at "/monitoring-devices/{device_id}/reviews"
    as "monitoring_device_reviews_create" {
        kind: DeviceReviewKind,
        reviewed_on: NaiveDate,
        reviewer: PersonName,
        /// 审核人的单位、职务
        #[serde(default)]
        reviewer_post: Option<Title>,
        result: DeviceReviewResult,
        /// 审核意见
        opinion: Passage,
        #[serde(default)]
        document_number: Option<Title>,
        /// `reviewed_on` when left out; never before it.
        #[serde(default)]
        valid_from: Option<NaiveDate>,
        /// The last valid day.
        #[serde(default)]
        valid_to: Option<NaiveDate>,
    }
}

impl DevicePaper for DevicePlacement {
    const KIND: DevicePaperKind = DevicePaperKind::Placement;
    const JOURNAL: Kind = Kind::DevicePlaced;

    fn id(&self) -> Option<DevicePaperId> {
        self.id
    }

    fn judge(&self, today: NaiveDate, refusals: &mut Refusals) {
        refusals.check(not_in_the_future(self.installed_on, today, "/installed_on"));
        if let Some(on) = self.announced_on {
            refusals.check(not_in_the_future(on, today, "/announced_on"));
        }
        if self.announced_on.is_some() != self.announced_in.is_some() {
            let missing = if self.announced_on.is_some() { "/announced_in" } else { "/announced_on" };
            refusals.add(Refusal::of(Rule::DeviceAnnouncementIncomplete).at(missing));
        }
    }

    fn held(self) -> PaperContent {
        PaperContent::Placement(self)
    }
}

impl DevicePaper for DeviceCertificate {
    const KIND: DevicePaperKind = DevicePaperKind::Certificate;
    const JOURNAL: Kind = Kind::DeviceCertified;

    fn id(&self) -> Option<DevicePaperId> {
        self.id
    }

    fn judge(&self, _: NaiveDate, refusals: &mut Refusals) {
        runs_forward(self.valid_from, self.valid_to, refusals);
    }

    fn held(self) -> PaperContent {
        PaperContent::Certificate(self)
    }
}

impl DevicePaper for DeviceReview {
    const KIND: DevicePaperKind = DevicePaperKind::Review;
    const JOURNAL: Kind = Kind::DeviceReviewed;

    fn id(&self) -> Option<DevicePaperId> {
        self.id
    }

    fn judge(&self, today: NaiveDate, refusals: &mut Refusals) {
        refusals.check(not_in_the_future(self.reviewed_on, today, "/reviewed_on"));
        let from = self.valid_from.unwrap_or(self.reviewed_on);
        refusals.check(in_order(self.reviewed_on, from, "/valid_from"));
        runs_forward(from, self.valid_to, refusals);
    }

    fn completed(self) -> Self {
        Self { valid_from: self.valid_from.or(Some(self.reviewed_on)), ..self }
    }

    fn held(self) -> PaperContent {
        PaperContent::Review(self)
    }
}

fn runs_forward(from: NaiveDate, to: Option<NaiveDate>, refusals: &mut Refusals) {
    if let Some(to) = to {
        refusals.check(in_order(from, to, "/valid_to"));
    }
}

/// Adds a paper to a device of the actor's own agency.
fn add<P: DevicePaper, R: Serialize>(
    tx: &mut Tx,
    device: MonitoringDeviceId,
    new: &P,
    shown: impl Fn(&Paper, &P) -> R,
) -> Result<Recorded<Reply>, Problem> {
    let version = store::lock(tx, device)?;
    let whole = new.clone().completed();
    if let Some(existing) = new.id().map(|id| store::find_paper(tx, id)).transpose()?.flatten() {
        let same = existing.content_digest == digest(new)? && existing.device == device;
        let reply = Reply::one(1, &shown(&existing, &whole))?;
        return if same { Ok(tx.unchanged(reply)) } else { Err(Problem::new(ProblemCode::IdExists)) };
    }
    let mut refusals = Refusals::default();
    new.judge(tx.today(), &mut refusals);
    refusals.into_result()?;
    let paper = Paper {
        id: new.id().unwrap_or_else(|| DevicePaperId::from_uuid(tx.mint())),
        device,
        content: whole.clone().held(),
        content_digest: digest(new)?,
        entry_id: tx.entry_id(),
        recorded_at: tx.now,
    };
    store::add(tx, &paper, P::KIND, version)?;
    let reply = shown(&paper, &whole);
    let entry = Entry::new(P::JOURNAL, paper.id.uuid(), &reply);
    tx.record(entry, Reply::created(format!("/api/v1/monitoring-devices/{device}"), 1, &reply)?)
}

pub fn routes(routes: &mut ServiceConfig) {
    routes.service(placements::create).service(certificates::create).service(reviews::create);
}
