CREATE TABLE assertion (
	a INTEGER NOT NULL,
	b INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	rule INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	observed_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	revoked_by INTEGER,
	PRIMARY KEY (a, b, kind, rule, operation)
)
 WITHOUT ROWID
;;
CREATE INDEX assertion_b ON assertion (b)
;;
CREATE INDEX assertion_operation ON assertion (operation) WHERE operation != 0
;;
CREATE TABLE attribute (
	identifier INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	observed_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	PRIMARY KEY (identifier, name, value)
)
 WITHOUT ROWID
;;
CREATE TABLE candidate (
	a INTEGER NOT NULL,
	b INTEGER NOT NULL,
	via INTEGER NOT NULL,
	score INTEGER NOT NULL,
	evidence VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (a, b, via)
)
 WITHOUT ROWID
;;
CREATE INDEX candidate_b ON candidate (b)
;;
CREATE TABLE chain (
	id INTEGER NOT NULL,
	zone VARCHAR NOT NULL,
	cutoff_hour INTEGER NOT NULL,
	visit_gap_hours INTEGER NOT NULL,
	traffic_rules VARCHAR NOT NULL,
	PRIMARY KEY (id)
)
;;
CREATE TABLE cohort (
	scene INTEGER NOT NULL,
	week INTEGER NOT NULL,
	weeks_later INTEGER NOT NULL,
	active INTEGER NOT NULL,
	retained INTEGER NOT NULL,
	PRIMARY KEY (scene, week, weeks_later)
)
 WITHOUT ROWID
;;
CREATE TABLE coupon_guess (
	actor VARCHAR NOT NULL,
	window INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	PRIMARY KEY (actor, window)
)
 WITHOUT ROWID
;;
CREATE TABLE coupon_stock (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	terms VARCHAR NOT NULL,
	total INTEGER NOT NULL,
	issued INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	created_at INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT coupon_stock_total CHECK (issued BETWEEN 0 AND total),
	CONSTRAINT coupon_stock_state CHECK (state IN ('open', 'stopped')),
	UNIQUE (code)
)
;;
CREATE TABLE group_chat (
	id INTEGER NOT NULL,
	chat VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	created_at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (chat)
)
;;
CREATE TABLE group_member (
	chat INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	joined_at INTEGER NOT NULL,
	join_scene INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (chat, identifier, joined_at)
)
 WITHOUT ROWID
;;
CREATE INDEX group_member_identifier ON group_member (identifier)
;;
CREATE TABLE hour_visits (
	store INTEGER NOT NULL,
	hour INTEGER NOT NULL,
	visits INTEGER NOT NULL,
	PRIMARY KEY (store, hour)
)
 WITHOUT ROWID
;;
CREATE TABLE household_member (
	hub INTEGER NOT NULL,
	person INTEGER NOT NULL,
	reason VARCHAR NOT NULL,
	PRIMARY KEY (hub, person)
)
 WITHOUT ROWID
;;
CREATE INDEX household_person ON household_member (person)
;;
CREATE TABLE identifier (
	id INTEGER NOT NULL,
	ns INTEGER NOT NULL,
	scope INTEGER NOT NULL,
	value VARCHAR NOT NULL,
	mask VARCHAR,
	person INTEGER NOT NULL,
	PRIMARY KEY (id)
)
;;
CREATE INDEX identifier_person ON identifier (person) WHERE person != id
;;
CREATE TABLE identifier_flag (
	identifier INTEGER NOT NULL,
	flag VARCHAR NOT NULL,
	PRIMARY KEY (identifier)
)
;;
CREATE TABLE identifier_key (
	"key" INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	PRIMARY KEY ("key")
)
;;
CREATE TABLE identifier_namespace (
	code INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (code),
	UNIQUE (name)
)
;;
CREATE TABLE identifier_scope (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
)
;;
CREATE TABLE identity_rules (
	id INTEGER NOT NULL,
	rules VARCHAR NOT NULL,
	PRIMARY KEY (id)
)
;;
CREATE TABLE import_file (
	id INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	file VARCHAR NOT NULL,
	digest VARCHAR NOT NULL,
	format VARCHAR NOT NULL,
	rows_in INTEGER NOT NULL,
	accepted INTEGER NOT NULL,
	rejected INTEGER NOT NULL,
	known INTEGER NOT NULL,
	period_from INTEGER,
	period_to INTEGER,
	PRIMARY KEY (id)
)
;;
CREATE INDEX ix_import_file_digest ON import_file (digest)
;;
CREATE TABLE ledger_account (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	unit VARCHAR NOT NULL,
	lowest_fen INTEGER NOT NULL,
	highest_fen INTEGER NOT NULL,
	balance_fen INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name, unit),
	CONSTRAINT ledger_account_side CHECK (balance_fen BETWEEN lowest_fen AND highest_fen)
)
;;
CREATE TABLE ledger_closing (
	day INTEGER NOT NULL,
	at INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (day)
)
;;
CREATE TABLE ledger_journal (
	id INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	day INTEGER NOT NULL,
	at INTEGER NOT NULL,
	actor VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	source VARCHAR NOT NULL,
	reverses INTEGER,
	PRIMARY KEY (id),
	CONSTRAINT ledger_journal_named CHECK (kind <> '' AND key <> '' AND source <> ''),
	FOREIGN KEY(reverses) REFERENCES ledger_journal (id)
)
;;
CREATE UNIQUE INDEX ledger_journal_reverses ON ledger_journal (reverses) WHERE reverses IS NOT NULL
;;
CREATE TABLE membership (
	identifier INTEGER NOT NULL,
	at INTEGER NOT NULL,
	member BOOLEAN NOT NULL,
	consent BOOLEAN,
	store INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, at)
)
 WITHOUT ROWID
;;
CREATE TABLE operation (
	seq INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	"key" VARCHAR,
	fingerprint VARCHAR NOT NULL,
	params VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	result VARCHAR NOT NULL,
	undone_by INTEGER,
	PRIMARY KEY (seq),
	UNIQUE ("key"),
	FOREIGN KEY(undone_by) REFERENCES operation (seq)
)
;;
CREATE TABLE person_sales (
	store INTEGER NOT NULL,
	day INTEGER NOT NULL,
	known INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	PRIMARY KEY (store, day)
)
 WITHOUT ROWID
;;
CREATE TABLE presence (
	store INTEGER NOT NULL,
	scene INTEGER NOT NULL,
	day INTEGER NOT NULL,
	following INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	persons INTEGER NOT NULL,
	PRIMARY KEY (store, scene, day, following, stage)
)
 WITHOUT ROWID
;;
CREATE TABLE purchase (
	id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	order_no VARCHAR NOT NULL,
	order_key INTEGER,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	store INTEGER NOT NULL,
	channel VARCHAR NOT NULL,
	amount_fen INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	party INTEGER,
	guide VARCHAR NOT NULL,
	referrer VARCHAR NOT NULL,
	bill VARCHAR,
	ordering VARCHAR,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (id)
)
;;
CREATE INDEX purchase_order ON purchase (order_key)
;;
CREATE INDEX purchase_party ON purchase (party)
;;
CREATE INDEX purchase_store_day ON purchase (store, day)
;;
CREATE TABLE purchase_line (
	purchase INTEGER NOT NULL,
	position INTEGER NOT NULL,
	item VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	quantity INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	PRIMARY KEY (purchase, position)
)
 WITHOUT ROWID
;;
CREATE TABLE refund (
	id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	purchase INTEGER NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (id)
)
;;
CREATE INDEX refund_day ON refund (day)
;;
CREATE INDEX refund_purchase ON refund (purchase)
;;
CREATE TABLE refusal (
	a INTEGER NOT NULL,
	b INTEGER NOT NULL,
	via INTEGER NOT NULL,
	rule VARCHAR NOT NULL,
	observed VARCHAR NOT NULL,
	allowed VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (a, b, via, rule)
)
 WITHOUT ROWID
;;
CREATE INDEX refusal_b ON refusal (b)
;;
CREATE TABLE relation (
	guide VARCHAR NOT NULL,
	identifier INTEGER NOT NULL,
	added_at INTEGER NOT NULL,
	add_way INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	lost_at INTEGER,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (guide, identifier, added_at)
)
 WITHOUT ROWID
;;
CREATE INDEX relation_identifier ON relation (identifier)
;;
CREATE TABLE relation_tag (
	identifier INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	tag VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	PRIMARY KEY (identifier, guide, tag)
)
 WITHOUT ROWID
;;
CREATE TABLE restatement (
	operation INTEGER NOT NULL,
	store INTEGER NOT NULL,
	day INTEGER NOT NULL,
	measure VARCHAR NOT NULL,
	"before" INTEGER NOT NULL,
	"after" INTEGER NOT NULL,
	PRIMARY KEY (operation, store, day, measure)
)
 WITHOUT ROWID
;;
CREATE TABLE scene_day (
	store INTEGER NOT NULL,
	scene INTEGER NOT NULL,
	day INTEGER NOT NULL,
	touches INTEGER NOT NULL,
	new_persons INTEGER NOT NULL,
	PRIMARY KEY (store, scene, day)
)
 WITHOUT ROWID
;;
CREATE TABLE scene_set (
	scenes INTEGER NOT NULL,
	persons INTEGER NOT NULL,
	PRIMARY KEY (scenes)
)
 WITHOUT ROWID
;;
CREATE TABLE sensor (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	store INTEGER NOT NULL,
	bits INTEGER NOT NULL,
	reversed BOOLEAN NOT NULL,
	gates VARCHAR NOT NULL,
	active BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (code)
)
;;
CREATE TABLE staff_identifier (
	identifier INTEGER NOT NULL,
	PRIMARY KEY (identifier)
)
;;
CREATE TABLE store (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	zone VARCHAR NOT NULL,
	cutoff_hour INTEGER NOT NULL,
	hours VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (code)
)
;;
CREATE TABLE store_day (
	store INTEGER NOT NULL,
	day INTEGER NOT NULL,
	open_seconds INTEGER NOT NULL,
	valid_seconds INTEGER NOT NULL,
	traffic INTEGER NOT NULL,
	visits INTEGER NOT NULL,
	visits_all INTEGER NOT NULL,
	sales INTEGER NOT NULL,
	sales_known INTEGER NOT NULL,
	paid_fen INTEGER NOT NULL,
	counted_seconds INTEGER NOT NULL,
	PRIMARY KEY (store, day)
)
 WITHOUT ROWID
;;
CREATE TABLE touch (
	identifier INTEGER NOT NULL,
	at INTEGER NOT NULL,
	touchpoint INTEGER NOT NULL,
	ref INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, at, touchpoint, ref)
)
 WITHOUT ROWID
;;
CREATE TABLE touchpoint (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	scene INTEGER NOT NULL,
	store INTEGER NOT NULL,
	physical BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (code, scene, store)
)
;;
CREATE TABLE traffic (
	sensor INTEGER NOT NULL,
	at INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	gate VARCHAR NOT NULL,
	start INTEGER NOT NULL,
	entered INTEGER,
	exited INTEGER,
	bits INTEGER NOT NULL,
	daily_reset BOOLEAN NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (sensor, at, kind, gate, start)
)
 WITHOUT ROWID
;;
CREATE TABLE coupon (
	id INTEGER NOT NULL,
	code INTEGER NOT NULL,
	stock INTEGER NOT NULL,
	number INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	owner INTEGER,
	issued_at INTEGER NOT NULL,
	received_at INTEGER,
	valid_from INTEGER NOT NULL,
	valid_to INTEGER NOT NULL,
	locked_until INTEGER NOT NULL,
	locked_order VARCHAR NOT NULL,
	held_day INTEGER,
	held_fen INTEGER,
	held_by INTEGER,
	held_journal INTEGER,
	PRIMARY KEY (id),
	UNIQUE (stock, number),
	CONSTRAINT coupon_state CHECK (state IN ('issued', 'received', 'locked', 'redeemed', 'expired', 'void')),
	CONSTRAINT coupon_lock CHECK ((state = 'locked') = (locked_until > 0)),
	CONSTRAINT coupon_span CHECK (valid_from < valid_to AND number > 0),
	UNIQUE (code),
	FOREIGN KEY(stock) REFERENCES coupon_stock (id)
)
;;
CREATE INDEX coupon_locked ON coupon (stock, locked_until) WHERE state = 'locked'
;;
CREATE INDEX coupon_owner ON coupon (owner) WHERE owner IS NOT NULL
;;
CREATE TABLE coupon_quota (
	stock INTEGER NOT NULL,
	measure VARCHAR NOT NULL,
	bucket INTEGER NOT NULL,
	used INTEGER NOT NULL,
	held INTEGER NOT NULL,
	cap INTEGER NOT NULL,
	PRIMARY KEY (stock, measure, bucket),
	CONSTRAINT coupon_quota_cap CHECK (used >= 0 AND held >= 0 AND used + held <= cap),
	FOREIGN KEY(stock) REFERENCES coupon_stock (id)
)
 WITHOUT ROWID
;;
CREATE TABLE ledger_transfer (
	journal INTEGER NOT NULL,
	line INTEGER NOT NULL,
	debit INTEGER NOT NULL,
	credit INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	PRIMARY KEY (journal, line),
	CONSTRAINT ledger_transfer_amount CHECK (amount_fen BETWEEN 1 AND 1000000000000),
	CONSTRAINT ledger_transfer_sides CHECK (debit <> credit),
	FOREIGN KEY(journal) REFERENCES ledger_journal (id),
	FOREIGN KEY(debit) REFERENCES ledger_account (id),
	FOREIGN KEY(credit) REFERENCES ledger_account (id)
)
 WITHOUT ROWID
;;
CREATE TABLE coupon_redemption (
	id INTEGER NOT NULL,
	coupon INTEGER NOT NULL,
	stock INTEGER NOT NULL,
	order_ref VARCHAR NOT NULL,
	store VARCHAR NOT NULL,
	channel VARCHAR NOT NULL,
	identifier INTEGER,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	initial_fen INTEGER NOT NULL,
	base_fen INTEGER NOT NULL,
	discount_fen INTEGER NOT NULL,
	shipping_fen INTEGER NOT NULL,
	payable_fen INTEGER NOT NULL,
	lines VARCHAR NOT NULL,
	journal INTEGER,
	operation INTEGER NOT NULL,
	back_fen INTEGER NOT NULL,
	ended_at INTEGER,
	ended_by INTEGER,
	PRIMARY KEY (id),
	CONSTRAINT coupon_redemption_amounts CHECK (0 <= discount_fen AND discount_fen <= base_fen AND payable_fen >= 0 AND 0 <= back_fen AND back_fen <= discount_fen),
	FOREIGN KEY(coupon) REFERENCES coupon (id),
	FOREIGN KEY(stock) REFERENCES coupon_stock (id),
	FOREIGN KEY(journal) REFERENCES ledger_journal (id)
)
;;
CREATE UNIQUE INDEX coupon_redemption_live ON coupon_redemption (coupon) WHERE ended_at IS NULL
;;
CREATE INDEX coupon_redemption_order ON coupon_redemption (order_ref)
;;
CREATE TRIGGER coupon_step BEFORE UPDATE OF state ON coupon WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('issued>expired', 'issued>locked', 'issued>received', 'issued>redeemed', 'issued>void', 'locked>expired', 'locked>issued', 'locked>received', 'locked>redeemed', 'locked>void', 'received>expired', 'received>locked', 'received>redeemed', 'received>void', 'redeemed>expired', 'redeemed>received', 'redeemed>void') BEGIN SELECT RAISE(ABORT, 'a coupon cannot change so'); END
;;
CREATE TRIGGER coupon_born BEFORE INSERT ON coupon WHEN NEW.state NOT IN ('issued', 'received') OR NEW.number > (SELECT total FROM coupon_stock WHERE id = NEW.stock) BEGIN SELECT RAISE(ABORT, 'a coupon above the total of its stock'); END
;;
CREATE TRIGGER coupon_stays BEFORE DELETE ON coupon BEGIN SELECT RAISE(ABORT, 'coupons are never deleted'); END
;;
CREATE TRIGGER coupon_redemption_stays BEFORE DELETE ON coupon_redemption BEGIN SELECT RAISE(ABORT, 'redemptions are never deleted'); END
;;
CREATE TRIGGER coupon_redemption_fixed BEFORE UPDATE OF coupon, stock, order_ref, store, channel, identifier, at, day, initial_fen, base_fen, discount_fen, shipping_fen, payable_fen, journal, operation ON coupon_redemption BEGIN SELECT RAISE(ABORT, 'a redemption is not edited'); END
;;
CREATE TRIGGER coupon_redemption_ended BEFORE UPDATE ON coupon_redemption WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a redemption ends once'); END
;;
CREATE TRIGGER ledger_journal_no_update BEFORE UPDATE ON ledger_journal BEGIN SELECT RAISE(ABORT, 'ledger_journal is append only'); END
;;
CREATE TRIGGER ledger_journal_no_delete BEFORE DELETE ON ledger_journal BEGIN SELECT RAISE(ABORT, 'ledger_journal is append only'); END
;;
CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append only'); END
;;
CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append only'); END
;;
CREATE TRIGGER ledger_closing_no_update BEFORE UPDATE ON ledger_closing BEGIN SELECT RAISE(ABORT, 'ledger_closing is append only'); END
;;
CREATE TRIGGER ledger_closing_no_delete BEFORE DELETE ON ledger_closing BEGIN SELECT RAISE(ABORT, 'ledger_closing is append only'); END
;;
CREATE TRIGGER ledger_journal_closed BEFORE INSERT ON ledger_journal WHEN NEW.day <= (SELECT max(day) FROM ledger_closing) BEGIN SELECT RAISE(ABORT, 'business date is closed'); END
;;
CREATE TRIGGER ledger_transfer_fold AFTER INSERT ON ledger_transfer BEGIN UPDATE ledger_account SET balance_fen = balance_fen + NEW.amount_fen WHERE id = NEW.debit; UPDATE ledger_account SET balance_fen = balance_fen - NEW.amount_fen WHERE id = NEW.credit; END
;;
CREATE TRIGGER ledger_transfer_newest BEFORE INSERT ON ledger_transfer WHEN NEW.journal <> (SELECT max(id) FROM ledger_journal) BEGIN SELECT RAISE(ABORT, 'journal is complete'); END
;;
CREATE TRIGGER ledger_account_no_delete BEFORE DELETE ON ledger_account BEGIN SELECT RAISE(ABORT, 'ledger_account is append only'); END
