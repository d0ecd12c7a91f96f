-- 放假安排: the notices that administrators loaded, beside those that come with the program. A correction is the next version.

CREATE TABLE anjuan.calendar_notice (
    year int NOT NULL CONSTRAINT calendar_notice_year CHECK (year BETWEEN 2000 AND 2100),
    version int NOT NULL CONSTRAINT calendar_notice_version CHECK (version >= 1),
    -- The order in which all notices were loaded; the last one names the calendar that is in force.
    number bigint NOT NULL CONSTRAINT calendar_notice_number UNIQUE CHECK (number >= 1),
    id uuid NOT NULL CONSTRAINT calendar_notice_id UNIQUE,
    source text NOT NULL,
    published_on date NOT NULL,
    -- 法定节假日; NULL: those known before stay.
    statutory date[] CONSTRAINT calendar_notice_statutory CHECK (
        make_date(year, 1, 1) <= ALL (statutory) AND make_date(year, 12, 31) >= ALL (statutory)),
    reason text,
    loader_id uuid NOT NULL,
    content_digest bytea NOT NULL,
    entry_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT calendar_notice_key PRIMARY KEY (year, version),
    CONSTRAINT calendar_notice_correction CHECK (version = 1 OR reason IS NOT NULL)
);
SELECT anjuan.wall_shared_rows('anjuan.calendar_notice');
SELECT anjuan.wall_append_only('anjuan.calendar_notice');

CREATE TABLE anjuan.calendar_day (
    year int NOT NULL,
    version int NOT NULL,
    -- A notice settles days round New Year in the neighbouring years, too.
    date date NOT NULL CONSTRAINT calendar_day_near CHECK (
        date >= make_date(year - 1, 12, 1) AND date < make_date(year + 1, 2, 1)),
    name text NOT NULL,
    off boolean NOT NULL,
    CONSTRAINT calendar_day_key PRIMARY KEY (year, version, date),
    CONSTRAINT calendar_day_of FOREIGN KEY (year, version) REFERENCES anjuan.calendar_notice,
    CONSTRAINT calendar_day_made_up CHECK (off OR extract(isodow FROM date) IN (6, 7))
);
SELECT anjuan.wall_shared_rows('anjuan.calendar_day');
SELECT anjuan.wall_append_only('anjuan.calendar_day');
