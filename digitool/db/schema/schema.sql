-- built by python -m digitool.db.schema.ddl from the tables that the rooms declare, do not edit
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
 WITHOUT ROWID;
CREATE INDEX assertion_b ON assertion (b);
CREATE INDEX assertion_operation ON assertion (operation) WHERE operation != 0;
CREATE TABLE assertion_told (
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
	PRIMARY KEY (a, b, kind, rule, operation, batch)
)
 WITHOUT ROWID;
CREATE TABLE attribute (
	identifier INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	observed_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (identifier, name, value)
)
 WITHOUT ROWID;
CREATE TABLE attribute_told (
	identifier INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	observed_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, name, value, batch)
)
 WITHOUT ROWID;
CREATE TABLE auto_tag (
	rule VARCHAR NOT NULL,
	tag VARCHAR NOT NULL,
	identifier INTEGER NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	operation INTEGER NOT NULL,
	PRIMARY KEY (rule, tag, identifier, since),
	CONSTRAINT auto_tag_span CHECK (until IS NULL OR until >= since),
	CONSTRAINT auto_tag_named CHECK (tag <> '' AND rule <> '')
)
 WITHOUT ROWID;
CREATE UNIQUE INDEX auto_tag_running ON auto_tag (identifier, rule, tag) WHERE until IS NULL;
CREATE TABLE basket (
	id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	store VARCHAR NOT NULL,
	customer INTEGER,
	guide VARCHAR NOT NULL,
	opened_at INTEGER NOT NULL,
	paid_at INTEGER,
	exited_at INTEGER,
	initial_fen INTEGER NOT NULL,
	now_fen INTEGER NOT NULL,
	discount_fen INTEGER NOT NULL,
	payable_fen INTEGER NOT NULL,
	payment VARCHAR NOT NULL,
	purchase INTEGER,
	exit_pass INTEGER,
	exit_by INTEGER,
	audit VARCHAR NOT NULL,
	audit_rate INTEGER NOT NULL,
	verdict VARCHAR NOT NULL,
	missed_fen INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT basket_state CHECK (state IN ('audit', 'exited', 'open', 'paid')),
	CONSTRAINT basket_paid CHECK ((state = 'open') = (paid_at IS NULL)),
	CONSTRAINT basket_exited CHECK ((state = 'exited') = (exited_at IS NOT NULL)),
	CONSTRAINT basket_money CHECK (payable_fen = now_fen - discount_fen AND payable_fen >= 0 AND discount_fen >= 0),
	CONSTRAINT basket_verdict CHECK (verdict IN ('', 'match', 'mismatch') AND missed_fen >= 0 AND (verdict = 'mismatch') = (missed_fen > 0) AND (verdict = '' OR state = 'exited')),
	UNIQUE (number)
);
CREATE INDEX basket_customer ON basket (customer) WHERE customer IS NOT NULL;
CREATE UNIQUE INDEX basket_pass ON basket (exit_pass) WHERE exit_pass > 0;
CREATE TABLE campaign (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	started_at INTEGER NOT NULL,
	day_from INTEGER NOT NULL,
	day_to INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	holdout_bp INTEGER NOT NULL,
	most_in_7_days INTEGER,
	most_in_30_days INTEGER,
	guide_per_day INTEGER,
	messages INTEGER,
	written INTEGER NOT NULL,
	margin_bp INTEGER NOT NULL,
	message_fen INTEGER NOT NULL,
	fixed_fen INTEGER NOT NULL,
	commission_bp INTEGER NOT NULL,
	mechanics VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT campaign_window CHECK (day_from < day_to),
	CONSTRAINT campaign_holdout CHECK (holdout_bp BETWEEN 0 AND 9000),
	CONSTRAINT campaign_written CHECK (written >= 0 AND (messages IS NULL OR written <= messages)),
	UNIQUE (code)
);
CREATE TABLE campaign_calibration (
	id INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	as_of INTEGER NOT NULL,
	data_from INTEGER NOT NULL,
	data_to INTEGER NOT NULL,
	customers INTEGER NOT NULL,
	purchases INTEGER NOT NULL,
	model VARCHAR NOT NULL,
	warnings VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT campaign_calibration_span CHECK (data_from <= data_to),
	UNIQUE (operation)
);
CREATE TABLE candidate (
	a INTEGER NOT NULL,
	b INTEGER NOT NULL,
	via INTEGER NOT NULL,
	score INTEGER NOT NULL,
	evidence VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (a, b, via)
)
 WITHOUT ROWID;
CREATE INDEX candidate_b ON candidate (b);
CREATE TABLE chain (
	id INTEGER NOT NULL,
	zone VARCHAR NOT NULL,
	cutoff_hour INTEGER NOT NULL,
	visit_gap_hours INTEGER NOT NULL,
	traffic_rules VARCHAR NOT NULL,
	match_minutes INTEGER DEFAULT '0' NOT NULL,
	match_counts VARCHAR DEFAULT 'bill' NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE cohort (
	scene INTEGER NOT NULL,
	week INTEGER NOT NULL,
	weeks_later INTEGER NOT NULL,
	active INTEGER NOT NULL,
	retained INTEGER NOT NULL,
	PRIMARY KEY (scene, week, weeks_later)
)
 WITHOUT ROWID;
CREATE TABLE coupon_guess (
	actor VARCHAR NOT NULL,
	window INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	PRIMARY KEY (actor, window),
	CONSTRAINT coupon_guess_actor CHECK (actor <> '')
)
 WITHOUT ROWID;
CREATE TABLE founding (
	one INTEGER NOT NULL,
	database_id VARCHAR NOT NULL,
	key_print VARCHAR NOT NULL,
	PRIMARY KEY (one),
	CONSTRAINT founding_once CHECK (one = 1)
);
CREATE TABLE group_chat (
	id INTEGER NOT NULL,
	chat VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	created_at INTEGER NOT NULL,
	name_at INTEGER DEFAULT '0' NOT NULL,
	owner_at INTEGER DEFAULT '0' NOT NULL,
	status_at INTEGER DEFAULT '0' NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (chat)
);
CREATE TABLE group_chat_told (
	id INTEGER NOT NULL,
	chat VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	created_at INTEGER NOT NULL,
	name_at INTEGER NOT NULL,
	owner_at INTEGER NOT NULL,
	status_at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (chat, batch)
)
 WITHOUT ROWID;
CREATE TABLE group_list (
	chat INTEGER NOT NULL,
	at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (chat, at)
)
 WITHOUT ROWID;
CREATE TABLE group_list_told (
	chat INTEGER NOT NULL,
	at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (chat, at, batch)
)
 WITHOUT ROWID;
CREATE TABLE group_mark (
	identifier INTEGER NOT NULL,
	chat INTEGER NOT NULL,
	at INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	way INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, chat, at, kind)
)
 WITHOUT ROWID;
CREATE TABLE group_mark_told (
	identifier INTEGER NOT NULL,
	chat INTEGER NOT NULL,
	at INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	way INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, chat, at, kind, batch)
)
 WITHOUT ROWID;
CREATE TABLE group_member (
	chat INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	joined_at INTEGER NOT NULL,
	join_scene INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	left_at INTEGER,
	PRIMARY KEY (chat, identifier, joined_at)
)
 WITHOUT ROWID;
CREATE INDEX group_member_identifier ON group_member (identifier);
CREATE TABLE guide_binding (
	person INTEGER NOT NULL,
	scope VARCHAR NOT NULL,
	from_at INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	store VARCHAR NOT NULL,
	basis VARCHAR NOT NULL,
	began VARCHAR NOT NULL,
	to_at INTEGER,
	ended VARCHAR NOT NULL,
	PRIMARY KEY (person, scope, from_at),
	CONSTRAINT guide_binding_basis CHECK (basis <> '' AND guide <> ''),
	CONSTRAINT guide_binding_span CHECK (to_at IS NULL OR to_at > from_at)
)
 WITHOUT ROWID;
CREATE INDEX guide_binding_guide ON guide_binding (guide);
CREATE UNIQUE INDEX guide_binding_one ON guide_binding (person, scope) WHERE to_at IS NULL;
CREATE TABLE guide_code (
	code VARCHAR NOT NULL,
	store VARCHAR NOT NULL,
	location VARCHAR NOT NULL,
	created_at INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	retired_at INTEGER,
	PRIMARY KEY (code)
);
CREATE TABLE guide_commission (
	purchase INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	place INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	day INTEGER NOT NULL,
	relation VARCHAR NOT NULL,
	why VARCHAR NOT NULL,
	part_bp INTEGER NOT NULL,
	order_fen INTEGER NOT NULL,
	base_fen INTEGER NOT NULL,
	parts VARCHAR NOT NULL,
	cap_bp INTEGER NOT NULL,
	earned_fen INTEGER NOT NULL,
	back_fen INTEGER NOT NULL,
	refunded_fen INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (purchase, guide),
	CONSTRAINT guide_commission_back CHECK (0 <= back_fen AND back_fen <= earned_fen),
	CONSTRAINT guide_commission_money CHECK (0 <= earned_fen AND earned_fen <= order_fen AND base_fen <= order_fen AND 0 <= refunded_fen AND refunded_fen <= order_fen AND part_bp BETWEEN 1 AND 10000),
	CONSTRAINT guide_commission_nothing_left CHECK (refunded_fen < order_fen OR back_fen = earned_fen),
	CONSTRAINT guide_commission_state CHECK (relation IN ('on_behalf', 'self', 'service', 'share') AND state IN ('settled', 'paid'))
)
 WITHOUT ROWID;
CREATE INDEX guide_commission_day ON guide_commission (day);
CREATE INDEX guide_commission_guide ON guide_commission (guide, state);
CREATE TABLE guide_commission_step (
	id INTEGER NOT NULL,
	purchase INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	amount_fen INTEGER NOT NULL,
	at INTEGER NOT NULL,
	journal INTEGER,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT guide_commission_step_kind CHECK (kind IN ('earn', 'back', 'pay') AND amount_fen >= 0)
);
CREATE INDEX guide_commission_step_of ON guide_commission_step (purchase, guide);
CREATE TABLE guide_consent (
	id INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	channel VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	n INTEGER NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	basis VARCHAR NOT NULL,
	"plan" INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT guide_consent_kind CHECK (kind IN ('give', 'use', 'return', 'withdraw', 'complaint') AND n > 0),
	CONSTRAINT guide_consent_basis CHECK (kind <> 'give' OR basis <> '')
);
CREATE INDEX guide_consent_identifier ON guide_consent (identifier);
CREATE TABLE guide_contact (
	day INTEGER NOT NULL,
	"plan" INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	channel INTEGER NOT NULL,
	at INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	result VARCHAR NOT NULL,
	sent_at INTEGER,
	reply_at INTEGER,
	PRIMARY KEY (day, "plan", identifier, channel, at),
	CONSTRAINT guide_contact_state CHECK (state IN ('planned', 'sent', 'failed', 'unanswered'))
)
 WITHOUT ROWID;
CREATE INDEX guide_contact_identifier ON guide_contact (identifier);
CREATE TABLE guide_handover (
	id INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	cut_over INTEGER NOT NULL,
	customers INTEGER NOT NULL,
	message VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT guide_handover_kind CHECK (kind IN ('on_job', 'resigned'))
);
CREATE TABLE guide_move (
	id INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	from_guide VARCHAR NOT NULL,
	to_guide VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	reason VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (identifier, at, from_guide, to_guide),
	CONSTRAINT guide_move_why CHECK (to_guide <> '' AND from_guide <> to_guide AND reason <> '')
);
CREATE TABLE guide_plan (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	channel VARCHAR NOT NULL,
	campaign VARCHAR NOT NULL,
	stock VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	appid VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	rule VARCHAR NOT NULL,
	rule_from INTEGER NOT NULL,
	customers INTEGER NOT NULL,
	skipped VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT guide_plan_state CHECK (state IN ('open', 'closed'))
);
CREATE TABLE guide_rules (
	id INTEGER NOT NULL,
	policy VARCHAR NOT NULL,
	roster VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE guide_todo (
	id INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	until INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT guide_todo_state CHECK (state IN ('done', 'snoozed'))
);
CREATE INDEX guide_todo_identifier ON guide_todo (identifier);
CREATE TABLE hour_visits (
	store INTEGER NOT NULL,
	hour INTEGER NOT NULL,
	visits INTEGER NOT NULL,
	PRIMARY KEY (store, hour)
)
 WITHOUT ROWID;
CREATE TABLE household_member (
	hub INTEGER NOT NULL,
	person INTEGER NOT NULL,
	reason VARCHAR NOT NULL,
	PRIMARY KEY (hub, person)
)
 WITHOUT ROWID;
CREATE INDEX household_person ON household_member (person);
CREATE TABLE identifier (
	id INTEGER NOT NULL,
	ns INTEGER NOT NULL,
	scope INTEGER NOT NULL,
	value VARCHAR NOT NULL,
	mask VARCHAR,
	person INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX identifier_person ON identifier (person) WHERE person != id;
CREATE TABLE identifier_flag (
	identifier INTEGER NOT NULL,
	flag VARCHAR NOT NULL,
	PRIMARY KEY (identifier)
);
CREATE TABLE identifier_key (
	"key" INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE identifier_namespace (
	code INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (code),
	UNIQUE (name)
);
CREATE TABLE identifier_scope (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
);
CREATE TABLE identifier_withdrawn (
	"key" INTEGER NOT NULL,
	id INTEGER NOT NULL,
	ns INTEGER NOT NULL,
	scope INTEGER NOT NULL,
	value VARCHAR NOT NULL,
	mask VARCHAR,
	PRIMARY KEY ("key"),
	UNIQUE (id)
);
CREATE TABLE identity_rules (
	id INTEGER NOT NULL,
	rules VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
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
);
CREATE INDEX ix_import_file_digest ON import_file (digest);
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
);
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
	CONSTRAINT ledger_journal_named CHECK (kind <> '' AND key <> '' AND source <> '' AND actor <> ''),
	FOREIGN KEY(reverses) REFERENCES ledger_journal (id)
);
CREATE UNIQUE INDEX ledger_journal_reverses ON ledger_journal (reverses) WHERE reverses IS NOT NULL;
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
 WITHOUT ROWID;
CREATE TABLE membership_told (
	identifier INTEGER NOT NULL,
	at INTEGER NOT NULL,
	member BOOLEAN NOT NULL,
	consent BOOLEAN,
	store INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, at, batch)
)
 WITHOUT ROWID;
CREATE TABLE mini_program_figure (
	figure VARCHAR NOT NULL,
	day INTEGER NOT NULL,
	appid VARCHAR NOT NULL,
	"key" INTEGER NOT NULL,
	value INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (figure, day, appid, "key")
)
 WITHOUT ROWID;
CREATE TABLE mini_program_figure_told (
	figure VARCHAR NOT NULL,
	day INTEGER NOT NULL,
	appid VARCHAR NOT NULL,
	"key" INTEGER NOT NULL,
	value INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (figure, day, appid, "key", batch)
)
 WITHOUT ROWID;
CREATE TABLE official_order (
	id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	delivery VARCHAR NOT NULL,
	location VARCHAR NOT NULL,
	customer INTEGER,
	guide VARCHAR NOT NULL,
	referrer VARCHAR NOT NULL,
	created_at INTEGER NOT NULL,
	pay_by INTEGER NOT NULL,
	paid_at INTEGER,
	shipped_at INTEGER,
	handed_at INTEGER,
	ended_at INTEGER,
	initial_fen INTEGER NOT NULL,
	now_fen INTEGER NOT NULL,
	discount_fen INTEGER NOT NULL,
	shipping_fen INTEGER NOT NULL,
	payable_fen INTEGER NOT NULL,
	refunded_fen INTEGER NOT NULL,
	coupons VARCHAR NOT NULL,
	payment VARCHAR NOT NULL,
	purchase INTEGER,
	pickup_code INTEGER,
	pickup_by INTEGER,
	tracking VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT official_order_state CHECK (state IN ('cancelled', 'created', 'delivered', 'expired', 'paid', 'picked_up', 'refunded', 'shipped')),
	CONSTRAINT official_order_delivery CHECK (delivery IN ('delivery', 'pickup')),
	CONSTRAINT official_order_money CHECK (0 <= now_fen AND now_fen <= initial_fen AND shipping_fen >= 0 AND discount_fen >= 0 AND payable_fen = now_fen - discount_fen + shipping_fen AND payable_fen >= 0 AND 0 <= refunded_fen AND refunded_fen <= payable_fen),
	CONSTRAINT official_order_paid CHECK ((paid_at IS NULL) = (state IN ('cancelled', 'created', 'expired'))),
	CONSTRAINT official_order_ended CHECK ((ended_at IS NULL) = (state NOT IN ('cancelled', 'expired', 'refunded'))),
	CONSTRAINT official_order_pickup CHECK (pickup_code IS NULL OR (delivery = 'pickup' AND paid_at IS NOT NULL)),
	UNIQUE (number)
);
CREATE UNIQUE INDEX official_order_code ON official_order (pickup_code) WHERE pickup_code > 0;
CREATE UNIQUE INDEX official_order_payment ON official_order (payment) WHERE payment <> '';
CREATE INDEX official_order_waiting ON official_order (pay_by) WHERE state = 'created';
CREATE TABLE operation (
	seq INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	"key" VARCHAR,
	params VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL,
	result VARCHAR NOT NULL,
	undone_by INTEGER,
	PRIMARY KEY (seq),
	CONSTRAINT operation_actor CHECK (actor <> ''),
	CONSTRAINT operation_seq CHECK (seq BETWEEN 1 AND 999999999999999999),
	UNIQUE ("key"),
	FOREIGN KEY(undone_by) REFERENCES operation (seq)
);
CREATE TABLE order_place (
	purchase INTEGER NOT NULL,
	store INTEGER NOT NULL,
	region VARCHAR NOT NULL,
	PRIMARY KEY (purchase)
)
 WITHOUT ROWID;
CREATE TABLE person_sales (
	store INTEGER NOT NULL,
	day INTEGER NOT NULL,
	known INTEGER NOT NULL,
	staff INTEGER NOT NULL,
	PRIMARY KEY (store, day)
)
 WITHOUT ROWID;
CREATE TABLE presence (
	store INTEGER NOT NULL,
	scene INTEGER NOT NULL,
	day INTEGER NOT NULL,
	following INTEGER NOT NULL,
	stage INTEGER NOT NULL,
	persons INTEGER NOT NULL,
	PRIMARY KEY (store, scene, day, following, stage)
)
 WITHOUT ROWID;
CREATE TABLE product (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	category VARCHAR NOT NULL,
	price_fen INTEGER NOT NULL,
	on_sale BOOLEAN NOT NULL,
	created_at INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT product_price CHECK (price_fen BETWEEN 0 AND 1000000000000 AND code <> ''),
	UNIQUE (code)
);
CREATE TABLE purchase (
	id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	order_no VARCHAR NOT NULL,
	order_key INTEGER,
	till VARCHAR,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	store INTEGER NOT NULL,
	channel VARCHAR NOT NULL,
	amount_fen INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	party INTEGER,
	buyer INTEGER,
	guide VARCHAR NOT NULL,
	referrer VARCHAR NOT NULL,
	bill_fen INTEGER,
	order_fen INTEGER,
	tender VARCHAR DEFAULT '' NOT NULL,
	disputed BOOLEAN DEFAULT false NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX purchase_buyer ON purchase (buyer) WHERE buyer <> party;
CREATE INDEX purchase_disputed ON purchase (id) WHERE disputed;
CREATE INDEX purchase_order ON purchase (order_key);
CREATE INDEX purchase_party ON purchase (party);
CREATE INDEX purchase_receipt ON purchase (store, order_no, day) WHERE till IS NOT NULL;
CREATE INDEX purchase_store_day ON purchase (store, day);
CREATE TABLE purchase_line (
	purchase INTEGER NOT NULL,
	position INTEGER NOT NULL,
	item VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	quantity INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	PRIMARY KEY (purchase, position)
)
 WITHOUT ROWID;
CREATE TABLE referral_payout (
	operation INTEGER NOT NULL,
	line INTEGER NOT NULL,
	debtor INTEGER NOT NULL,
	payee INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	amount_fen INTEGER NOT NULL,
	PRIMARY KEY (operation, line, debtor),
	CONSTRAINT referral_payout_amount CHECK (amount_fen >= 0 AND (debtor = 0 OR amount_fen > 0))
)
 WITHOUT ROWID;
CREATE UNIQUE INDEX referral_payout_once ON referral_payout (source, debtor);
CREATE TABLE refund (
	id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	purchase INTEGER NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	told INTEGER,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	teller VARCHAR GENERATED ALWAYS AS (CASE WHEN number LIKE 'wechatpay-refund%' OR number LIKE 'alipay-refund%' THEN 'bill' WHEN number LIKE '%-refund-part:%' THEN 'part' ELSE 'order' END) VIRTUAL,
	PRIMARY KEY (id)
);
CREATE INDEX refund_day ON refund (day);
CREATE INDEX refund_purchase ON refund (purchase);
CREATE INDEX refund_told ON refund (told) WHERE told IS NOT NULL;
CREATE TABLE refund_place (
	refund INTEGER NOT NULL,
	store INTEGER NOT NULL,
	channel VARCHAR NOT NULL,
	order_no VARCHAR NOT NULL,
	till VARCHAR,
	guide VARCHAR NOT NULL,
	PRIMARY KEY (refund)
)
 WITHOUT ROWID;
CREATE INDEX refund_place_receipt ON refund_place (store, order_no) WHERE till IS NOT NULL;
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
 WITHOUT ROWID;
CREATE INDEX refusal_b ON refusal (b);
CREATE TABLE relation (
	guide VARCHAR NOT NULL,
	identifier INTEGER NOT NULL,
	added_at INTEGER NOT NULL,
	add_way INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	lost_at INTEGER,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	half BOOLEAN DEFAULT '0' NOT NULL,
	lost_by VARCHAR DEFAULT '' NOT NULL,
	mutual_at INTEGER,
	PRIMARY KEY (guide, identifier, added_at),
	CONSTRAINT relation_span CHECK (lost_at IS NULL OR lost_at >= added_at),
	CONSTRAINT relation_lost_by CHECK (lost_by IN ('', 'customer', 'guide', 'transfer'))
)
 WITHOUT ROWID;
CREATE INDEX relation_identifier ON relation (identifier);
CREATE TABLE relation_list (
	guide VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (guide, at)
)
 WITHOUT ROWID;
CREATE TABLE relation_list_told (
	guide VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (guide, at, batch)
)
 WITHOUT ROWID;
CREATE TABLE relation_mark (
	identifier INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	way INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, guide, at, kind)
)
 WITHOUT ROWID;
CREATE TABLE relation_mark_told (
	identifier INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	way INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, guide, at, kind, batch)
)
 WITHOUT ROWID;
CREATE TABLE relation_tag (
	identifier INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	tag VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER DEFAULT '0' NOT NULL,
	kind VARCHAR DEFAULT 'corp' NOT NULL,
	PRIMARY KEY (identifier, guide, tag),
	CONSTRAINT relation_tag_kind CHECK (kind IN ('corp', 'personal'))
)
 WITHOUT ROWID;
CREATE TABLE relation_tag_told (
	identifier INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	tag VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	PRIMARY KEY (identifier, guide, tag, batch)
)
 WITHOUT ROWID;
CREATE TABLE restatement (
	operation INTEGER NOT NULL,
	store INTEGER NOT NULL,
	day INTEGER NOT NULL,
	measure VARCHAR NOT NULL,
	"before" INTEGER NOT NULL,
	"after" INTEGER NOT NULL,
	PRIMARY KEY (operation, store, day, measure)
)
 WITHOUT ROWID;
CREATE TABLE sale_claim (
	number INTEGER NOT NULL,
	digest INTEGER NOT NULL,
	receipt INTEGER,
	order_key INTEGER,
	store_order INTEGER,
	payer INTEGER,
	buyer INTEGER,
	told VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (number, digest)
)
 WITHOUT ROWID;
CREATE INDEX sale_claim_buyer ON sale_claim (buyer) WHERE buyer IS NOT NULL;
CREATE INDEX sale_claim_order ON sale_claim (order_key) WHERE order_key IS NOT NULL;
CREATE INDEX sale_claim_payer ON sale_claim (payer) WHERE payer IS NOT NULL;
CREATE INDEX sale_claim_receipt ON sale_claim (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX sale_claim_store_order ON sale_claim (store_order) WHERE store_order IS NOT NULL;
CREATE TABLE sale_claim_told (
	number INTEGER NOT NULL,
	digest INTEGER NOT NULL,
	receipt INTEGER,
	order_key INTEGER,
	store_order INTEGER,
	payer INTEGER,
	buyer INTEGER,
	told VARCHAR NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (number, digest, batch)
)
 WITHOUT ROWID;
CREATE TABLE sale_match (
	number INTEGER NOT NULL,
	payment INTEGER,
	how VARCHAR NOT NULL,
	store INTEGER NOT NULL,
	day INTEGER NOT NULL,
	PRIMARY KEY (number)
)
 WITHOUT ROWID;
CREATE INDEX sale_match_day ON sale_match (store, day);
CREATE UNIQUE INDEX sale_match_payment ON sale_match (payment) WHERE payment IS NOT NULL;
CREATE TABLE sale_number (
	number INTEGER NOT NULL,
	purchase INTEGER NOT NULL,
	PRIMARY KEY (number)
)
 WITHOUT ROWID;
CREATE INDEX ix_sale_number_purchase ON sale_number (purchase);
CREATE TABLE scene_day (
	store INTEGER NOT NULL,
	scene INTEGER NOT NULL,
	day INTEGER NOT NULL,
	touches INTEGER NOT NULL,
	new_persons INTEGER NOT NULL,
	PRIMARY KEY (store, scene, day)
)
 WITHOUT ROWID;
CREATE TABLE scene_set (
	scenes INTEGER NOT NULL,
	persons INTEGER NOT NULL,
	PRIMARY KEY (scenes)
)
 WITHOUT ROWID;
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
);
CREATE TABLE staff_identifier (
	identifier INTEGER NOT NULL,
	PRIMARY KEY (identifier)
);
CREATE TABLE store (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	zone VARCHAR NOT NULL,
	cutoff_hour INTEGER NOT NULL,
	hours VARCHAR NOT NULL,
	region VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (code)
);
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
	people INTEGER NOT NULL,
	span_from INTEGER NOT NULL,
	span_to INTEGER NOT NULL,
	PRIMARY KEY (store, day)
)
 WITHOUT ROWID;
CREATE TABLE store_refund (
	store INTEGER NOT NULL,
	day INTEGER NOT NULL,
	back_fen INTEGER NOT NULL,
	lone INTEGER NOT NULL,
	lone_fen INTEGER NOT NULL,
	PRIMARY KEY (store, day)
)
 WITHOUT ROWID;
CREATE TABLE store_visit (
	id INTEGER NOT NULL,
	representative VARCHAR NOT NULL,
	store VARCHAR NOT NULL,
	day INTEGER NOT NULL,
	arrived_at INTEGER NOT NULL,
	left_at INTEGER,
	photo VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT store_visit_span CHECK (left_at IS NULL OR left_at >= arrived_at)
);
CREATE INDEX store_visit_day ON store_visit (day);
CREATE UNIQUE INDEX store_visit_open ON store_visit (representative) WHERE left_at IS NULL;
CREATE TABLE store_visit_plan (
	representative VARCHAR NOT NULL,
	store VARCHAR NOT NULL,
	day INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (representative, store, day)
)
 WITHOUT ROWID;
CREATE TABLE tag_name (
	code VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	tag_group VARCHAR NOT NULL,
	told_at INTEGER NOT NULL,
	batch INTEGER DEFAULT '0' NOT NULL,
	line INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (code)
)
 WITHOUT ROWID;
CREATE TABLE tag_name_told (
	code VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	tag_group VARCHAR NOT NULL,
	told_at INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (code, batch)
)
 WITHOUT ROWID;
CREATE TABLE touch (
	identifier INTEGER NOT NULL,
	at INTEGER NOT NULL,
	touchpoint INTEGER NOT NULL,
	ref INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, at, touchpoint, ref)
)
 WITHOUT ROWID;
CREATE TABLE touch_told (
	identifier INTEGER NOT NULL,
	at INTEGER NOT NULL,
	touchpoint INTEGER NOT NULL,
	ref INTEGER NOT NULL,
	batch INTEGER NOT NULL,
	line INTEGER NOT NULL,
	PRIMARY KEY (identifier, at, touchpoint, ref, batch)
)
 WITHOUT ROWID;
CREATE TABLE touchpoint (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	scene INTEGER NOT NULL,
	store INTEGER NOT NULL,
	physical BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (code, scene, store)
);
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
 WITHOUT ROWID;
CREATE INDEX traffic_long ON traffic (sensor, at, start) WHERE at - start >= 82800000;
CREATE INDEX traffic_total ON traffic (sensor, gate, at) WHERE kind = 'total';
CREATE TABLE traffic_told (
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
	PRIMARY KEY (sensor, at, kind, gate, start, batch)
)
 WITHOUT ROWID;
CREATE TABLE basket_line (
	basket INTEGER NOT NULL,
	position INTEGER NOT NULL,
	product INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	price_fen INTEGER NOT NULL,
	now_fen INTEGER NOT NULL,
	discount_fen INTEGER NOT NULL,
	paid_fen INTEGER NOT NULL,
	PRIMARY KEY (basket, position),
	CONSTRAINT basket_line_money CHECK (quantity > 0 AND paid_fen = now_fen - discount_fen AND paid_fen >= 0),
	UNIQUE (basket, product),
	FOREIGN KEY(basket) REFERENCES basket (id),
	FOREIGN KEY(product) REFERENCES product (id)
)
 WITHOUT ROWID;
CREATE TABLE campaign_member (
	campaign INTEGER NOT NULL,
	identifier INTEGER NOT NULL,
	customer INTEGER NOT NULL,
	household INTEGER NOT NULL,
	arm VARCHAR NOT NULL,
	PRIMARY KEY (campaign, identifier),
	CONSTRAINT campaign_member_arm CHECK (arm IN ('treated', 'holdout')),
	FOREIGN KEY(campaign) REFERENCES campaign (id)
)
 WITHOUT ROWID;
CREATE TABLE campaign_parameter (
	calibration INTEGER NOT NULL,
	place INTEGER NOT NULL,
	parameter VARCHAR NOT NULL,
	scope VARCHAR NOT NULL,
	value FLOAT NOT NULL,
	p5 FLOAT NOT NULL,
	p95 FLOAT NOT NULL,
	source VARCHAR NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (calibration, place),
	CONSTRAINT campaign_parameter_source CHECK (source IN ('history', 'holdout', 'chain', 'prior')),
	CONSTRAINT campaign_parameter_span CHECK (p5 <= p95 AND n >= 0),
	FOREIGN KEY(calibration) REFERENCES campaign_calibration (id)
)
 WITHOUT ROWID;
CREATE TABLE community_leader (
	id INTEGER NOT NULL,
	chat INTEGER NOT NULL,
	leader INTEGER NOT NULL,
	store VARCHAR NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(chat) REFERENCES group_chat (id)
);
CREATE UNIQUE INDEX community_leader_now ON community_leader (chat) WHERE until IS NULL;
CREATE TABLE coupon_stock (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	terms VARCHAR NOT NULL,
	total INTEGER NOT NULL,
	issued INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	created_at INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	of_campaign INTEGER,
	PRIMARY KEY (id),
	CONSTRAINT coupon_stock_total CHECK (issued BETWEEN 0 AND total),
	CONSTRAINT coupon_stock_state CHECK (state IN ('open', 'stopped')),
	UNIQUE (code),
	FOREIGN KEY(of_campaign) REFERENCES campaign (id)
);
CREATE TABLE flash_price (
	id INTEGER NOT NULL,
	product INTEGER NOT NULL,
	price_fen INTEGER NOT NULL,
	starts_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	cap INTEGER,
	taken INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT flash_price_span CHECK (starts_at < ends_at AND price_fen >= 0),
	CONSTRAINT flash_price_cap CHECK (taken >= 0 AND (cap IS NULL OR taken <= cap)),
	FOREIGN KEY(product) REFERENCES product (id)
);
CREATE INDEX flash_price_product ON flash_price (product, starts_at);
CREATE TABLE guide_code_turn (
	code VARCHAR NOT NULL,
	position INTEGER NOT NULL,
	guide VARCHAR NOT NULL,
	backup BOOLEAN NOT NULL,
	PRIMARY KEY (code, position),
	FOREIGN KEY(code) REFERENCES guide_code (code)
)
 WITHOUT ROWID;
CREATE TABLE guide_handover_item (
	handover INTEGER NOT NULL,
	what VARCHAR NOT NULL,
	subject INTEGER NOT NULL,
	to_guide VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	rule VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	asked_at INTEGER,
	taken_at INTEGER,
	PRIMARY KEY (handover, what, subject),
	CONSTRAINT guide_handover_item_what CHECK (what IN ('friend', 'binding', 'group')),
	CONSTRAINT guide_handover_item_state CHECK (state IN ('cancelled', 'done', 'expired', 'failed', 'limit_reached', 'planned', 'receiver_full', 'refused', 'requested', 'stays', 'waiting')),
	CONSTRAINT guide_handover_item_to CHECK (to_guide <> '' OR state NOT IN ('cancelled', 'done', 'planned', 'refused', 'requested', 'waiting')),
	FOREIGN KEY(handover) REFERENCES guide_handover (id)
)
 WITHOUT ROWID;
CREATE UNIQUE INDEX guide_handover_item_open ON guide_handover_item (what, subject) WHERE state IN ('planned', 'requested', 'waiting');
CREATE INDEX guide_handover_item_subject ON guide_handover_item (subject);
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
 WITHOUT ROWID;
CREATE TABLE official_refund (
	id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	official_order INTEGER NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	goods_fen INTEGER NOT NULL,
	shipping_fen INTEGER NOT NULL,
	withdrawn_fen INTEGER NOT NULL,
	lines VARCHAR NOT NULL,
	restocked BOOLEAN NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT official_refund_money CHECK (amount_fen = goods_fen + shipping_fen - withdrawn_fen AND amount_fen >= 0 AND goods_fen >= 0 AND shipping_fen >= 0 AND withdrawn_fen >= 0),
	UNIQUE (number),
	FOREIGN KEY(official_order) REFERENCES official_order (id)
);
CREATE INDEX official_refund_order ON official_refund (official_order);
CREATE TABLE referral_campaign (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	mechanic VARCHAR NOT NULL,
	terms VARCHAR NOT NULL,
	item VARCHAR NOT NULL,
	opens_at INTEGER NOT NULL,
	closes_at INTEGER NOT NULL,
	budget_fen INTEGER NOT NULL,
	limits VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	operation INTEGER NOT NULL,
	of_campaign INTEGER,
	PRIMARY KEY (id),
	CONSTRAINT referral_campaign_span CHECK (opens_at < closes_at AND budget_fen >= 0),
	CONSTRAINT referral_campaign_state CHECK (state IN ('open', 'closed')),
	UNIQUE (code),
	FOREIGN KEY(of_campaign) REFERENCES campaign (id)
);
CREATE TABLE sale_decision (
	operation INTEGER NOT NULL,
	number INTEGER NOT NULL,
	payment INTEGER NOT NULL,
	same BOOLEAN NOT NULL,
	PRIMARY KEY (operation),
	FOREIGN KEY(operation) REFERENCES operation (seq)
);
CREATE INDEX ix_sale_decision_number ON sale_decision (number);
CREATE INDEX ix_sale_decision_payment ON sale_decision (payment);
CREATE TABLE stock_level (
	product INTEGER NOT NULL,
	location VARCHAR NOT NULL,
	on_hand INTEGER NOT NULL,
	reserved INTEGER NOT NULL,
	PRIMARY KEY (product, location),
	CONSTRAINT stock_level_available CHECK (reserved >= 0 AND on_hand >= reserved),
	FOREIGN KEY(product) REFERENCES product (id)
)
 WITHOUT ROWID;
CREATE TABLE stock_movement (
	id INTEGER NOT NULL,
	product INTEGER NOT NULL,
	location VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	on_hand INTEGER NOT NULL,
	reserved INTEGER NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	ref VARCHAR NOT NULL,
	ends INTEGER,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT stock_movement_kind CHECK (CASE kind WHEN 'receive' THEN on_hand > 0 AND reserved = 0 WHEN 'found' THEN on_hand > 0 AND reserved = 0 WHEN 'return' THEN on_hand > 0 AND reserved = 0 WHEN 'transfer_in' THEN on_hand > 0 AND reserved = 0 WHEN 'transfer_out' THEN on_hand < 0 AND reserved = 0 WHEN 'count' THEN on_hand <> 0 AND reserved = 0 WHEN 'reserve' THEN on_hand = 0 AND reserved > 0 WHEN 'release' THEN on_hand = 0 AND reserved < 0 WHEN 'sell' THEN on_hand < 0 AND reserved IN (0, on_hand) ELSE FALSE END),
	CONSTRAINT stock_movement_ends CHECK ((reserved < 0) = (ends IS NOT NULL)),
	FOREIGN KEY(product) REFERENCES product (id),
	FOREIGN KEY(ends) REFERENCES stock_movement (id)
);
CREATE UNIQUE INDEX stock_movement_end ON stock_movement (ends) WHERE ends IS NOT NULL;
CREATE TABLE store_visit_finding (
	visit INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	what VARCHAR NOT NULL,
	fine BOOLEAN,
	pieces INTEGER,
	said VARCHAR NOT NULL,
	photo VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (visit, kind, what),
	CONSTRAINT store_visit_finding_kind CHECK (CASE kind WHEN 'shelf' THEN fine IS NOT NULL AND pieces IS NULL WHEN 'asset' THEN fine IS NOT NULL AND pieces IS NULL WHEN 'order' THEN fine IS NULL AND pieces > 0 ELSE FALSE END),
	FOREIGN KEY(visit) REFERENCES store_visit (id)
)
 WITHOUT ROWID;
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
	CONSTRAINT coupon_received CHECK (CASE WHEN received_at IS NULL THEN owner IS NULL AND state NOT IN ('received', 'redeemed') ELSE state <> 'issued' END),
	UNIQUE (code),
	FOREIGN KEY(stock) REFERENCES coupon_stock (id)
);
CREATE INDEX coupon_locked ON coupon (stock, locked_until) WHERE state = 'locked';
CREATE INDEX coupon_owner ON coupon (owner) WHERE owner IS NOT NULL;
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
 WITHOUT ROWID;
CREATE TABLE official_order_line (
	official_order INTEGER NOT NULL,
	position INTEGER NOT NULL,
	product INTEGER NOT NULL,
	quantity INTEGER NOT NULL,
	price_fen INTEGER NOT NULL,
	now_fen INTEGER NOT NULL,
	discount_fen INTEGER NOT NULL,
	paid_fen INTEGER NOT NULL,
	flash INTEGER,
	reservation INTEGER NOT NULL,
	returned INTEGER NOT NULL,
	restocked INTEGER NOT NULL,
	refunded_fen INTEGER NOT NULL,
	owed_fen INTEGER NOT NULL,
	owed_pieces INTEGER NOT NULL,
	owed_back INTEGER NOT NULL,
	PRIMARY KEY (official_order, position),
	CONSTRAINT official_order_line_money CHECK (quantity > 0 AND 0 <= now_fen AND now_fen <= price_fen * quantity AND now_fen % quantity = 0 AND 0 <= discount_fen AND discount_fen <= now_fen AND paid_fen = now_fen - discount_fen),
	CONSTRAINT official_order_line_returned CHECK (0 <= returned AND returned <= quantity AND 0 <= restocked AND restocked <= returned AND 0 <= refunded_fen AND refunded_fen <= paid_fen AND 0 <= owed_back AND owed_back <= owed_pieces),
	FOREIGN KEY(official_order) REFERENCES official_order (id),
	FOREIGN KEY(product) REFERENCES product (id),
	FOREIGN KEY(flash) REFERENCES flash_price (id),
	FOREIGN KEY(reservation) REFERENCES stock_movement (id)
)
 WITHOUT ROWID;
CREATE TABLE referral_link (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	campaign INTEGER NOT NULL,
	owner INTEGER NOT NULL,
	parent INTEGER,
	role VARCHAR NOT NULL,
	made_at INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (code),
	FOREIGN KEY(campaign) REFERENCES referral_campaign (id),
	FOREIGN KEY(parent) REFERENCES referral_link (id)
);
CREATE INDEX ix_referral_link_owner ON referral_link (owner);
CREATE TABLE referral_quota (
	campaign INTEGER NOT NULL,
	measure VARCHAR NOT NULL,
	bucket INTEGER NOT NULL,
	used INTEGER NOT NULL,
	cap INTEGER NOT NULL,
	PRIMARY KEY (campaign, measure, bucket),
	CONSTRAINT referral_quota_cap CHECK (0 <= used AND used <= cap),
	FOREIGN KEY(campaign) REFERENCES referral_campaign (id)
)
 WITHOUT ROWID;
CREATE TABLE referral_reward (
	id INTEGER NOT NULL,
	campaign INTEGER NOT NULL,
	friend INTEGER NOT NULL,
	payee INTEGER NOT NULL,
	side VARCHAR NOT NULL,
	basis VARCHAR NOT NULL,
	ref VARCHAR NOT NULL,
	tier INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	back_fen INTEGER NOT NULL,
	stock VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	decided BOOLEAN NOT NULL,
	made_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	score INTEGER NOT NULL,
	journal INTEGER,
	operation INTEGER NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT referral_reward_basis CHECK (basis IN ('invitee_paid', 'invitee_registered', 'round_kept') AND (basis = 'round_kept') = (side = 'leader')),
	CONSTRAINT referral_reward_side CHECK (side IN ('referrer', 'friend', 'leader')),
	CONSTRAINT referral_reward_payee CHECK ((side <> 'referrer') = (payee = friend)),
	CONSTRAINT referral_reward_state CHECK (state IN ('pending', 'held', 'approved', 'paid', 'void')),
	CONSTRAINT referral_reward_amount CHECK (0 <= back_fen AND back_fen <= amount_fen),
	FOREIGN KEY(campaign) REFERENCES referral_campaign (id)
);
CREATE INDEX ix_referral_reward_payee ON referral_reward (payee);
CREATE INDEX ix_referral_reward_ref ON referral_reward (ref);
CREATE INDEX referral_reward_due ON referral_reward (due_at) WHERE state IN ('pending', 'approved');
CREATE UNIQUE INDEX referral_reward_once ON referral_reward (campaign, basis, ref, side) WHERE tier = 0;
CREATE UNIQUE INDEX referral_reward_one_payee ON referral_reward (ref) WHERE basis = 'invitee_paid' AND side = 'referrer' AND tier = 0;
CREATE UNIQUE INDEX referral_reward_prize ON referral_reward (campaign, payee, tier) WHERE tier > 0 AND state <> 'void' AND (amount_fen = 0 OR back_fen < amount_fen OR stock <> '');
CREATE TABLE referral_run (
	id INTEGER NOT NULL,
	code VARCHAR NOT NULL,
	campaign INTEGER NOT NULL,
	owner INTEGER NOT NULL,
	opened_at INTEGER NOT NULL,
	deadline INTEGER NOT NULL,
	places INTEGER NOT NULL,
	taken INTEGER NOT NULL,
	ended VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT referral_run_places CHECK (0 <= taken AND taken <= places),
	UNIQUE (code),
	FOREIGN KEY(campaign) REFERENCES referral_campaign (id)
);
CREATE INDEX referral_run_open ON referral_run (deadline) WHERE ended = '';
CREATE TABLE community_run (
	run INTEGER NOT NULL,
	chat INTEGER NOT NULL,
	leader INTEGER NOT NULL,
	store VARCHAR NOT NULL,
	PRIMARY KEY (run),
	FOREIGN KEY(run) REFERENCES referral_run (id),
	FOREIGN KEY(chat) REFERENCES group_chat (id)
);
CREATE INDEX ix_community_run_chat ON community_run (chat);
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
);
CREATE UNIQUE INDEX coupon_redemption_live ON coupon_redemption (coupon) WHERE ended_at IS NULL;
CREATE INDEX coupon_redemption_order ON coupon_redemption (order_ref);
CREATE TABLE referral (
	campaign INTEGER NOT NULL,
	friend INTEGER NOT NULL,
	referrer INTEGER NOT NULL,
	link INTEGER NOT NULL,
	at INTEGER NOT NULL,
	fresh BOOLEAN NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (campaign, friend),
	CONSTRAINT referral_self CHECK (friend <> referrer),
	FOREIGN KEY(campaign) REFERENCES referral_campaign (id),
	FOREIGN KEY(link) REFERENCES referral_link (id)
)
 WITHOUT ROWID;
CREATE INDEX referral_referrer ON referral (campaign, referrer);
CREATE TABLE referral_effect (
	run INTEGER NOT NULL,
	event INTEGER NOT NULL,
	place INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	who INTEGER NOT NULL,
	amount_fen INTEGER NOT NULL,
	ref VARCHAR NOT NULL,
	pieces INTEGER NOT NULL,
	at INTEGER NOT NULL,
	day INTEGER NOT NULL,
	movement INTEGER,
	journal INTEGER,
	PRIMARY KEY (run, event, place),
	CONSTRAINT referral_effect_amount CHECK (amount_fen >= 0 AND pieces >= 0),
	CONSTRAINT referral_effect_pieces CHECK (kind NOT IN ('hold', 'free', 'fulfil', 'restock') OR pieces > 0),
	FOREIGN KEY(run) REFERENCES referral_run (id)
)
 WITHOUT ROWID;
CREATE UNIQUE INDEX referral_effect_once ON referral_effect (run, kind, ref);
CREATE TABLE referral_event (
	run INTEGER NOT NULL,
	place INTEGER NOT NULL,
	at INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	who INTEGER NOT NULL,
	ref VARCHAR NOT NULL,
	amount_fen INTEGER NOT NULL,
	operation INTEGER NOT NULL,
	PRIMARY KEY (run, place),
	FOREIGN KEY(run) REFERENCES referral_run (id)
)
 WITHOUT ROWID;
CREATE TABLE referral_refusal (
	campaign INTEGER NOT NULL,
	friend INTEGER NOT NULL,
	link INTEGER NOT NULL,
	rule VARCHAR NOT NULL,
	at INTEGER NOT NULL,
	observed VARCHAR NOT NULL,
	PRIMARY KEY (campaign, friend, link, rule),
	FOREIGN KEY(campaign) REFERENCES referral_campaign (id),
	FOREIGN KEY(link) REFERENCES referral_link (id)
)
 WITHOUT ROWID;
CREATE TABLE referral_signal (
	reward INTEGER NOT NULL,
	signal VARCHAR NOT NULL,
	observed VARCHAR NOT NULL,
	usual VARCHAR NOT NULL,
	weight INTEGER NOT NULL,
	PRIMARY KEY (reward, signal),
	FOREIGN KEY(reward) REFERENCES referral_reward (id)
)
 WITHOUT ROWID;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version (version_num) VALUES ('0001');
CREATE VIEW campaign_person AS WITH first AS (SELECT n.campaign, j.person, min(n.customer) AS customer FROM campaign_member AS n JOIN identifier AS j ON j.id = n.identifier GROUP BY n.campaign, j.person) SELECT f.campaign, f.person, f.customer, m.household, m.arm FROM first AS f JOIN campaign_member AS m ON m.campaign = f.campaign AND m.identifier = f.customer;
CREATE VIEW campaign_unit AS SELECT campaign, identifier, customer, household, arm FROM campaign_member UNION ALL SELECT p.campaign, p.person AS identifier, p.customer, p.household, p.arm FROM campaign_person AS p WHERE NOT EXISTS (SELECT 1 FROM campaign_member AS o WHERE o.campaign = p.campaign AND o.identifier = p.person) UNION ALL SELECT p.campaign, i.id AS identifier, p.customer, p.household, p.arm FROM campaign_person AS p JOIN identifier AS i ON i.person = p.person AND i.person != i.id WHERE NOT EXISTS (SELECT 1 FROM campaign_member AS o WHERE o.campaign = p.campaign AND o.identifier = i.id);
CREATE VIEW given_back AS SELECT * FROM refund WHERE state = 'SUCCESS';
CREATE VIEW given_back_until AS SELECT r.purchase, r.at, (SELECT CAST(sum(o.amount_fen) AS BIGINT) FROM given_back AS o WHERE o.purchase = r.purchase AND o.teller = r.teller AND o.at <= r.at) AS fen FROM given_back AS r;
CREATE VIEW given_back_by_side AS SELECT told.purchase, max(CASE WHEN told.teller = 'bill' THEN told.fen END) AS bill_fen, max(CASE WHEN told.teller <> 'bill' THEN told.fen END) AS order_fen FROM (SELECT r.purchase, r.teller, CAST(sum(r.amount_fen) AS BIGINT) AS fen FROM given_back AS r GROUP BY r.purchase, r.teller) AS told GROUP BY told.purchase;
CREATE VIEW lone_refund AS SELECT r.*, w.store, w.channel, w.order_no, w.guide FROM given_back AS r LEFT JOIN refund_place AS w ON w.refund = r.id WHERE NOT EXISTS (SELECT 1 FROM purchase AS p WHERE p.id = r.purchase);
CREATE VIEW known_identifier AS SELECT identifier FROM touch UNION ALL SELECT identifier FROM relation UNION ALL SELECT identifier FROM group_member UNION ALL SELECT identifier FROM membership;
CREATE VIEW staff_person AS SELECT DISTINCT i.person FROM staff_identifier AS s JOIN identifier AS i ON i.id = s.identifier;
CREATE VIEW shared_home AS SELECT m.hub, m.person FROM household_member AS m WHERE NOT EXISTS (SELECT 1 FROM household_member AS o WHERE o.hub = m.hub LIMIT 1 OFFSET 10);
CREATE VIEW referral_share AS SELECT 'share:' || r.code || ':' || e.event || ':' || e.place AS source, c.code AS campaign, r.code AS run, e.run AS run_id, e.event, e.place, e.who, e.amount_fen, e.ref FROM referral_effect AS e JOIN referral_run AS r ON r.id = e.run JOIN referral_campaign AS c ON c.id = r.campaign WHERE e.kind = 'reward';
CREATE TRIGGER basket_fixed BEFORE UPDATE OF id, number, store, customer, guide, opened_at, operation ON basket BEGIN SELECT RAISE(ABORT, 'what was written in basket stays'); END;
CREATE TRIGGER basket_line_delete BEFORE DELETE ON basket_line WHEN (SELECT state FROM basket WHERE id = OLD.basket) <> 'open' BEGIN SELECT RAISE(ABORT, 'a paid basket does not change'); END;
CREATE TRIGGER basket_line_insert BEFORE INSERT ON basket_line WHEN (SELECT state FROM basket WHERE id = NEW.basket) <> 'open' BEGIN SELECT RAISE(ABORT, 'a paid basket does not change'); END;
CREATE TRIGGER basket_line_update BEFORE UPDATE ON basket_line WHEN (SELECT state FROM basket WHERE id = OLD.basket) <> 'open' BEGIN SELECT RAISE(ABORT, 'a paid basket does not change'); END;
CREATE TRIGGER basket_stays BEFORE DELETE ON basket BEGIN SELECT RAISE(ABORT, 'what was written in basket stays'); END;
CREATE TRIGGER basket_step BEFORE UPDATE OF state ON basket WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('audit>exited', 'open>paid', 'paid>audit', 'paid>exited') BEGIN SELECT RAISE(ABORT, 'a basket cannot change so'); END;
CREATE TRIGGER campaign_calibration_fixed BEFORE UPDATE ON campaign_calibration BEGIN SELECT RAISE(ABORT, 'what was written in campaign_calibration stays'); END;
CREATE TRIGGER campaign_calibration_stays BEFORE DELETE ON campaign_calibration BEGIN SELECT RAISE(ABORT, 'what was written in campaign_calibration stays'); END;
CREATE TRIGGER campaign_fixed BEFORE UPDATE OF id, code, operation, started_at, day_from, day_to, ends_at, holdout_bp, most_in_7_days, most_in_30_days, guide_per_day, messages, margin_bp, message_fen, fixed_fen, commission_bp, mechanics ON campaign BEGIN SELECT RAISE(ABORT, 'what was written in campaign stays'); END;
CREATE TRIGGER campaign_member_fixed BEFORE UPDATE ON campaign_member BEGIN SELECT RAISE(ABORT, 'what was written in campaign_member stays'); END;
CREATE TRIGGER campaign_member_stays BEFORE DELETE ON campaign_member BEGIN SELECT RAISE(ABORT, 'what was written in campaign_member stays'); END;
CREATE TRIGGER campaign_parameter_fixed BEFORE UPDATE ON campaign_parameter BEGIN SELECT RAISE(ABORT, 'what was written in campaign_parameter stays'); END;
CREATE TRIGGER campaign_parameter_stays BEFORE DELETE ON campaign_parameter BEGIN SELECT RAISE(ABORT, 'what was written in campaign_parameter stays'); END;
CREATE TRIGGER campaign_stays BEFORE DELETE ON campaign BEGIN SELECT RAISE(ABORT, 'what was written in campaign stays'); END;
CREATE TRIGGER community_leader_fixed BEFORE UPDATE OF id, chat, leader, store, since, operation ON community_leader BEGIN SELECT RAISE(ABORT, 'what was written in community_leader stays'); END;
CREATE TRIGGER community_leader_stays BEFORE DELETE ON community_leader BEGIN SELECT RAISE(ABORT, 'what was written in community_leader stays'); END;
CREATE TRIGGER community_run_fixed BEFORE UPDATE ON community_run BEGIN SELECT RAISE(ABORT, 'what was written in community_run stays'); END;
CREATE TRIGGER community_run_stays BEFORE DELETE ON community_run BEGIN SELECT RAISE(ABORT, 'what was written in community_run stays'); END;
CREATE TRIGGER coupon_born BEFORE INSERT ON coupon WHEN NEW.state NOT IN ('issued', 'received') OR NEW.number > (SELECT total FROM coupon_stock WHERE id = NEW.stock) BEGIN SELECT RAISE(ABORT, 'a coupon above the total of its stock'); END;
CREATE TRIGGER coupon_days BEFORE UPDATE OF valid_from, valid_to ON coupon WHEN (OLD.received_at IS NOT NULL OR NEW.received_at IS NULL) AND (NEW.valid_from <> OLD.valid_from OR NEW.valid_to <> OLD.valid_to) BEGIN SELECT RAISE(ABORT, 'the days of a coupon count from its receipt'); END;
CREATE TRIGGER coupon_fixed BEFORE UPDATE OF id, code, stock, number, issued_at ON coupon BEGIN SELECT RAISE(ABORT, 'what was written in coupon stays'); END;
CREATE TRIGGER coupon_quota_fixed BEFORE UPDATE OF stock, measure, bucket ON coupon_quota BEGIN SELECT RAISE(ABORT, 'what was written in coupon_quota stays'); END;
CREATE TRIGGER coupon_quota_stays BEFORE DELETE ON coupon_quota BEGIN SELECT RAISE(ABORT, 'what was written in coupon_quota stays'); END;
CREATE TRIGGER coupon_redemption_ended BEFORE UPDATE ON coupon_redemption WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a redemption ends once'); END;
CREATE TRIGGER coupon_redemption_fixed BEFORE UPDATE OF id, coupon, stock, order_ref, store, channel, identifier, at, day, initial_fen, base_fen, discount_fen, shipping_fen, payable_fen, journal, operation ON coupon_redemption BEGIN SELECT RAISE(ABORT, 'what was written in coupon_redemption stays'); END;
CREATE TRIGGER coupon_redemption_stays BEFORE DELETE ON coupon_redemption BEGIN SELECT RAISE(ABORT, 'what was written in coupon_redemption stays'); END;
CREATE TRIGGER coupon_stays BEFORE DELETE ON coupon BEGIN SELECT RAISE(ABORT, 'what was written in coupon stays'); END;
CREATE TRIGGER coupon_step BEFORE UPDATE OF state ON coupon WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('issued>expired', 'issued>locked', 'issued>received', 'issued>redeemed', 'issued>void', 'locked>expired', 'locked>issued', 'locked>received', 'locked>redeemed', 'locked>void', 'received>expired', 'received>locked', 'received>redeemed', 'received>void', 'redeemed>expired', 'redeemed>received', 'redeemed>void') BEGIN SELECT RAISE(ABORT, 'a coupon cannot change so'); END;
CREATE TRIGGER coupon_stock_fixed BEFORE UPDATE OF id, code, created_at, operation ON coupon_stock BEGIN SELECT RAISE(ABORT, 'what was written in coupon_stock stays'); END;
CREATE TRIGGER coupon_stock_kept BEFORE UPDATE OF of_campaign ON coupon_stock WHEN OLD.of_campaign IS NOT NULL AND (NEW.of_campaign IS NULL OR NEW.of_campaign <> OLD.of_campaign) BEGIN SELECT RAISE(ABORT, 'a stock belongs to one campaign'); END;
CREATE TRIGGER coupon_stock_stays BEFORE DELETE ON coupon_stock BEGIN SELECT RAISE(ABORT, 'what was written in coupon_stock stays'); END;
CREATE TRIGGER coupon_stock_terms BEFORE UPDATE OF terms ON coupon_stock WHEN NEW.terms <> OLD.terms AND (substr(NEW.terms, instr(NEW.terms, ']]')) <> substr(OLD.terms, instr(OLD.terms, ']]')) OR substr(NEW.terms, 1, 13) <> '{"budgets":[[') BEGIN SELECT RAISE(ABORT, 'the rules of a stock stay'); END;
CREATE TRIGGER flash_price_alone BEFORE INSERT ON flash_price WHEN EXISTS (SELECT 1 FROM flash_price AS f WHERE f.product = NEW.product AND f.starts_at < NEW.ends_at AND NEW.starts_at < f.ends_at) BEGIN SELECT RAISE(ABORT, 'two flash prices at once'); END;
CREATE TRIGGER flash_price_fixed BEFORE UPDATE OF id, product, price_fen, starts_at, ends_at, cap, operation ON flash_price BEGIN SELECT RAISE(ABORT, 'what was written in flash_price stays'); END;
CREATE TRIGGER flash_price_stays BEFORE DELETE ON flash_price BEGIN SELECT RAISE(ABORT, 'what was written in flash_price stays'); END;
CREATE TRIGGER founding_kept BEFORE UPDATE ON founding BEGIN SELECT RAISE(ABORT, 'a database is founded once'); END;
CREATE TRIGGER founding_not_deleted BEFORE DELETE ON founding BEGIN SELECT RAISE(ABORT, 'a database is founded once'); END;
CREATE TRIGGER guide_binding_apart BEFORE INSERT ON guide_binding WHEN EXISTS (SELECT 1 FROM guide_binding AS b WHERE b.person = NEW.person AND b.scope = NEW.scope AND (b.to_at IS NULL OR b.to_at > NEW.from_at) AND (NEW.to_at IS NULL OR b.from_at < NEW.to_at)) BEGIN SELECT RAISE(ABORT, 'two guides at a time'); END;
CREATE TRIGGER guide_binding_fixed BEFORE UPDATE ON guide_binding BEGIN SELECT RAISE(ABORT, 'bindings are folded, not edited'); END;
CREATE TRIGGER guide_commission_fixed BEFORE UPDATE OF purchase, guide, place, number, day, relation, why, part_bp, order_fen, base_fen, parts, cap_bp, earned_fen, operation ON guide_commission BEGIN SELECT RAISE(ABORT, 'what was written in guide_commission stays'); END;
CREATE TRIGGER guide_commission_forward BEFORE UPDATE ON guide_commission WHEN NEW.back_fen < OLD.back_fen OR NEW.refunded_fen < OLD.refunded_fen OR (OLD.state = 'paid' AND NEW.state <> 'paid') BEGIN SELECT RAISE(ABORT, 'a commission is only taken back or paid'); END;
CREATE TRIGGER guide_commission_stays BEFORE DELETE ON guide_commission BEGIN SELECT RAISE(ABORT, 'what was written in guide_commission stays'); END;
CREATE TRIGGER guide_commission_step_fixed BEFORE UPDATE ON guide_commission_step BEGIN SELECT RAISE(ABORT, 'what was written in guide_commission_step stays'); END;
CREATE TRIGGER guide_commission_step_stays BEFORE DELETE ON guide_commission_step BEGIN SELECT RAISE(ABORT, 'what was written in guide_commission_step stays'); END;
CREATE TRIGGER guide_consent_fixed BEFORE UPDATE ON guide_consent BEGIN SELECT RAISE(ABORT, 'what was written in guide_consent stays'); END;
CREATE TRIGGER guide_consent_left BEFORE INSERT ON guide_consent WHEN NEW.kind = 'use' AND NEW.n > (SELECT coalesce(sum(CASE kind WHEN 'use' THEN -n WHEN 'complaint' THEN 0 ELSE n END), 0) FROM guide_consent WHERE identifier = NEW.identifier AND channel = NEW.channel AND id > (SELECT coalesce(max(id), 0) FROM guide_consent WHERE identifier = NEW.identifier AND channel IN ('', NEW.channel) AND kind = 'withdraw')) BEGIN SELECT RAISE(ABORT, 'no consent is left'); END;
CREATE TRIGGER guide_consent_stays BEFORE DELETE ON guide_consent BEGIN SELECT RAISE(ABORT, 'what was written in guide_consent stays'); END;
CREATE TRIGGER guide_contact_fixed BEFORE UPDATE OF day, plan, identifier, channel, at, guide ON guide_contact BEGIN SELECT RAISE(ABORT, 'what was written in guide_contact stays'); END;
CREATE TRIGGER guide_contact_stays BEFORE DELETE ON guide_contact BEGIN SELECT RAISE(ABORT, 'what was written in guide_contact stays'); END;
CREATE TRIGGER guide_contact_step BEFORE UPDATE OF state ON guide_contact WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('failed>sent', 'planned>failed', 'planned>sent', 'planned>unanswered', 'unanswered>failed', 'unanswered>sent') BEGIN SELECT RAISE(ABORT, 'a contact cannot change so'); END;
CREATE TRIGGER guide_handover_delete BEFORE DELETE ON guide_handover BEGIN SELECT RAISE(ABORT, 'handovers are append only'); END;
CREATE TRIGGER guide_handover_item_fixed BEFORE UPDATE OF handover, what, subject, to_guide ON guide_handover_item BEGIN SELECT RAISE(ABORT, 'a handover is not rewritten'); END;
CREATE TRIGGER guide_handover_item_stays BEFORE DELETE ON guide_handover_item BEGIN SELECT RAISE(ABORT, 'handovers are never deleted'); END;
CREATE TRIGGER guide_handover_step BEFORE UPDATE OF state ON guide_handover_item WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('cancelled>done', 'cancelled>failed', 'cancelled>limit_reached', 'cancelled>receiver_full', 'cancelled>refused', 'cancelled>waiting', 'failed>done', 'failed>limit_reached', 'failed>receiver_full', 'failed>refused', 'limit_reached>done', 'limit_reached>receiver_full', 'limit_reached>refused', 'planned>cancelled', 'planned>done', 'planned>failed', 'planned>limit_reached', 'planned>receiver_full', 'planned>refused', 'planned>requested', 'planned>waiting', 'receiver_full>done', 'receiver_full>refused', 'refused>done', 'requested>cancelled', 'requested>done', 'requested>failed', 'requested>limit_reached', 'requested>receiver_full', 'requested>refused', 'requested>waiting', 'waiting>done', 'waiting>failed', 'waiting>limit_reached', 'waiting>receiver_full', 'waiting>refused') BEGIN SELECT RAISE(ABORT, 'a handover cannot change so'); END;
CREATE TRIGGER guide_handover_update BEFORE UPDATE ON guide_handover BEGIN SELECT RAISE(ABORT, 'handovers are append only'); END;
CREATE TRIGGER guide_move_fixed BEFORE UPDATE ON guide_move BEGIN SELECT RAISE(ABORT, 'what was written in guide_move stays'); END;
CREATE TRIGGER guide_move_stays BEFORE DELETE ON guide_move BEGIN SELECT RAISE(ABORT, 'what was written in guide_move stays'); END;
CREATE TRIGGER guide_plan_fixed BEFORE UPDATE OF id, name, channel, campaign, stock, text, appid, at, day, rule, rule_from, customers, skipped, operation ON guide_plan BEGIN SELECT RAISE(ABORT, 'what was written in guide_plan stays'); END;
CREATE TRIGGER guide_plan_stays BEFORE DELETE ON guide_plan BEGIN SELECT RAISE(ABORT, 'what was written in guide_plan stays'); END;
CREATE TRIGGER guide_todo_fixed BEFORE UPDATE ON guide_todo BEGIN SELECT RAISE(ABORT, 'what was written in guide_todo stays'); END;
CREATE TRIGGER guide_todo_stays BEFORE DELETE ON guide_todo BEGIN SELECT RAISE(ABORT, 'what was written in guide_todo stays'); END;
CREATE TRIGGER identifier_namespace_fixed BEFORE UPDATE ON identifier_namespace BEGIN SELECT RAISE(ABORT, 'what was written in identifier_namespace stays'); END;
CREATE TRIGGER identifier_namespace_stays BEFORE DELETE ON identifier_namespace BEGIN SELECT RAISE(ABORT, 'what was written in identifier_namespace stays'); END;
CREATE TRIGGER identifier_scope_fixed BEFORE UPDATE ON identifier_scope BEGIN SELECT RAISE(ABORT, 'what was written in identifier_scope stays'); END;
CREATE TRIGGER identifier_scope_stays BEFORE DELETE ON identifier_scope BEGIN SELECT RAISE(ABORT, 'what was written in identifier_scope stays'); END;
CREATE TRIGGER ledger_account_fixed BEFORE UPDATE OF id, name, unit, lowest_fen, highest_fen ON ledger_account BEGIN SELECT RAISE(ABORT, 'what was written in ledger_account stays'); END;
CREATE TRIGGER ledger_account_stays BEFORE DELETE ON ledger_account BEGIN SELECT RAISE(ABORT, 'what was written in ledger_account stays'); END;
CREATE TRIGGER ledger_journal_fixed BEFORE UPDATE ON ledger_journal BEGIN SELECT RAISE(ABORT, 'what was written in ledger_journal stays'); END;
CREATE TRIGGER ledger_journal_stays BEFORE DELETE ON ledger_journal BEGIN SELECT RAISE(ABORT, 'what was written in ledger_journal stays'); END;
CREATE TRIGGER ledger_transfer_fixed BEFORE UPDATE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'what was written in ledger_transfer stays'); END;
CREATE TRIGGER ledger_transfer_fold AFTER INSERT ON ledger_transfer BEGIN UPDATE ledger_account SET balance_fen = balance_fen + NEW.amount_fen WHERE id = NEW.debit; UPDATE ledger_account SET balance_fen = balance_fen - NEW.amount_fen WHERE id = NEW.credit; END;
CREATE TRIGGER ledger_transfer_newest BEFORE INSERT ON ledger_transfer WHEN NEW.journal <> (SELECT max(id) FROM ledger_journal) BEGIN SELECT RAISE(ABORT, 'journal is complete'); END;
CREATE TRIGGER ledger_transfer_stays BEFORE DELETE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'what was written in ledger_transfer stays'); END;
CREATE TRIGGER official_order_fixed BEFORE UPDATE OF id, number, delivery, location, customer, guide, referrer, created_at, pay_by, initial_fen, now_fen, discount_fen, shipping_fen, payable_fen, coupons, operation ON official_order BEGIN SELECT RAISE(ABORT, 'what was written in official_order stays'); END;
CREATE TRIGGER official_order_line_fixed BEFORE UPDATE OF official_order, position, product, quantity, price_fen, now_fen, discount_fen, paid_fen, flash, reservation ON official_order_line BEGIN SELECT RAISE(ABORT, 'what was written in official_order_line stays'); END;
CREATE TRIGGER official_order_line_stays BEFORE DELETE ON official_order_line BEGIN SELECT RAISE(ABORT, 'what was written in official_order_line stays'); END;
CREATE TRIGGER official_order_over BEFORE UPDATE ON official_order WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an order ends once'); END;
CREATE TRIGGER official_order_stays BEFORE DELETE ON official_order BEGIN SELECT RAISE(ABORT, 'what was written in official_order stays'); END;
CREATE TRIGGER official_order_step BEFORE UPDATE OF state ON official_order WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('created>cancelled', 'created>expired', 'created>paid', 'delivered>refunded', 'paid>picked_up', 'paid>refunded', 'paid>shipped', 'picked_up>refunded', 'shipped>delivered', 'shipped>refunded') BEGIN SELECT RAISE(ABORT, 'an order cannot change so'); END;
CREATE TRIGGER official_refund_fixed BEFORE UPDATE ON official_refund BEGIN SELECT RAISE(ABORT, 'what was written in official_refund stays'); END;
CREATE TRIGGER official_refund_stays BEFORE DELETE ON official_refund BEGIN SELECT RAISE(ABORT, 'what was written in official_refund stays'); END;
CREATE TRIGGER product_fixed BEFORE UPDATE OF id, code, created_at ON product BEGIN SELECT RAISE(ABORT, 'what was written in product stays'); END;
CREATE TRIGGER product_stays BEFORE DELETE ON product BEGIN SELECT RAISE(ABORT, 'what was written in product stays'); END;
CREATE TRIGGER referral_campaign_fixed BEFORE UPDATE OF id, code, mechanic, terms, item, opens_at, closes_at, budget_fen, limits, state, operation ON referral_campaign BEGIN SELECT RAISE(ABORT, 'what was written in referral_campaign stays'); END;
CREATE TRIGGER referral_campaign_kept BEFORE UPDATE OF of_campaign ON referral_campaign WHEN OLD.of_campaign IS NOT NULL AND (NEW.of_campaign IS NULL OR NEW.of_campaign <> OLD.of_campaign) BEGIN SELECT RAISE(ABORT, 'an offer belongs to one campaign'); END;
CREATE TRIGGER referral_campaign_stays BEFORE DELETE ON referral_campaign BEGIN SELECT RAISE(ABORT, 'what was written in referral_campaign stays'); END;
CREATE TRIGGER referral_effect_fixed BEFORE UPDATE ON referral_effect BEGIN SELECT RAISE(ABORT, 'what was written in referral_effect stays'); END;
CREATE TRIGGER referral_effect_one_level BEFORE INSERT ON referral_effect WHEN (NEW.kind = 'reward' AND NEW.who <> (SELECT who FROM referral_event WHERE run = NEW.run AND place = NEW.event)) OR (NEW.kind = 'commission' AND NEW.who <> (SELECT owner FROM referral_run WHERE id = NEW.run)) BEGIN SELECT RAISE(ABORT, 'only who acts, or leads the round, is paid'); END;
CREATE TRIGGER referral_effect_stays BEFORE DELETE ON referral_effect BEGIN SELECT RAISE(ABORT, 'what was written in referral_effect stays'); END;
CREATE TRIGGER referral_event_fixed BEFORE UPDATE ON referral_event BEGIN SELECT RAISE(ABORT, 'what was written in referral_event stays'); END;
CREATE TRIGGER referral_event_stays BEFORE DELETE ON referral_event BEGIN SELECT RAISE(ABORT, 'what was written in referral_event stays'); END;
CREATE TRIGGER referral_fixed BEFORE UPDATE ON referral BEGIN SELECT RAISE(ABORT, 'what was written in referral stays'); END;
CREATE TRIGGER referral_link_fixed BEFORE UPDATE ON referral_link BEGIN SELECT RAISE(ABORT, 'what was written in referral_link stays'); END;
CREATE TRIGGER referral_link_stays BEFORE DELETE ON referral_link BEGIN SELECT RAISE(ABORT, 'what was written in referral_link stays'); END;
CREATE TRIGGER referral_no_cycle BEFORE INSERT ON referral WHEN EXISTS (SELECT 1 FROM referral WHERE campaign = NEW.campaign AND referrer = NEW.friend) BEGIN SELECT RAISE(ABORT, 'who has brought others is not brought by anybody'); END;
CREATE TRIGGER referral_payout_fixed BEFORE UPDATE ON referral_payout BEGIN SELECT RAISE(ABORT, 'what was written in referral_payout stays'); END;
CREATE TRIGGER referral_payout_stays BEFORE DELETE ON referral_payout BEGIN SELECT RAISE(ABORT, 'what was written in referral_payout stays'); END;
CREATE TRIGGER referral_quota_fixed BEFORE UPDATE OF campaign, measure, bucket, cap ON referral_quota BEGIN SELECT RAISE(ABORT, 'what was written in referral_quota stays'); END;
CREATE TRIGGER referral_quota_stays BEFORE DELETE ON referral_quota BEGIN SELECT RAISE(ABORT, 'what was written in referral_quota stays'); END;
CREATE TRIGGER referral_reward_direct BEFORE INSERT ON referral_reward WHEN NEW.side = 'referrer' AND NOT EXISTS (SELECT 1 FROM referral WHERE campaign = NEW.campaign AND friend = NEW.friend AND referrer = NEW.payee) BEGIN SELECT RAISE(ABORT, 'only who brought the friend is paid'); END;
CREATE TRIGGER referral_reward_fixed BEFORE UPDATE OF id, campaign, friend, payee, side, basis, ref, tier, amount_fen, stock, made_at, due_at, day, journal, operation ON referral_reward BEGIN SELECT RAISE(ABORT, 'what was written in referral_reward stays'); END;
CREATE TRIGGER referral_reward_led BEFORE INSERT ON referral_reward WHEN NEW.side = 'leader' AND NOT EXISTS (SELECT 1 FROM referral_run WHERE code = NEW.ref AND campaign = NEW.campaign AND owner = NEW.payee) BEGIN SELECT RAISE(ABORT, 'only who led the round is paid'); END;
CREATE TRIGGER referral_reward_one_campaign BEFORE INSERT ON referral_reward WHEN NEW.basis = 'invitee_paid' AND NEW.side = 'referrer' AND EXISTS (SELECT 1 FROM referral_reward WHERE ref = NEW.ref AND basis = 'invitee_paid' AND side = 'referrer' AND campaign <> NEW.campaign) BEGIN SELECT RAISE(ABORT, 'an order pays in one campaign'); END;
CREATE TRIGGER referral_reward_stays BEFORE DELETE ON referral_reward BEGIN SELECT RAISE(ABORT, 'what was written in referral_reward stays'); END;
CREATE TRIGGER referral_run_ends BEFORE UPDATE ON referral_run WHEN OLD.ended NOT IN ('', 'cut_off', 'arrived') AND (NEW.ended <> OLD.ended OR NEW.taken > OLD.taken) BEGIN SELECT RAISE(ABORT, 'a run ends once'); END;
CREATE TRIGGER referral_run_fixed BEFORE UPDATE OF id, code, campaign, owner, opened_at, deadline, places ON referral_run BEGIN SELECT RAISE(ABORT, 'what was written in referral_run stays'); END;
CREATE TRIGGER referral_run_stays BEFORE DELETE ON referral_run BEGIN SELECT RAISE(ABORT, 'what was written in referral_run stays'); END;
CREATE TRIGGER referral_stays BEFORE DELETE ON referral BEGIN SELECT RAISE(ABORT, 'what was written in referral stays'); END;
CREATE TRIGGER sensor_fixed BEFORE UPDATE OF id, code ON sensor BEGIN SELECT RAISE(ABORT, 'what was written in sensor stays'); END;
CREATE TRIGGER sensor_stays BEFORE DELETE ON sensor BEGIN SELECT RAISE(ABORT, 'what was written in sensor stays'); END;
CREATE TRIGGER stock_level_fixed BEFORE UPDATE OF product, location ON stock_level BEGIN SELECT RAISE(ABORT, 'what was written in stock_level stays'); END;
CREATE TRIGGER stock_level_stays BEFORE DELETE ON stock_level BEGIN SELECT RAISE(ABORT, 'what was written in stock_level stays'); END;
CREATE TRIGGER stock_movement_end_fits BEFORE INSERT ON stock_movement WHEN NEW.ends IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stock_movement AS m WHERE m.id = NEW.ends AND m.kind = 'reserve' AND m.product = NEW.product AND m.location = NEW.location AND m.reserved = -NEW.reserved) BEGIN SELECT RAISE(ABORT, 'this ends another reservation'); END;
CREATE TRIGGER stock_movement_fixed BEFORE UPDATE ON stock_movement BEGIN SELECT RAISE(ABORT, 'what was written in stock_movement stays'); END;
CREATE TRIGGER stock_movement_stays BEFORE DELETE ON stock_movement BEGIN SELECT RAISE(ABORT, 'what was written in stock_movement stays'); END;
CREATE TRIGGER store_fixed BEFORE UPDATE OF id, code ON store BEGIN SELECT RAISE(ABORT, 'what was written in store stays'); END;
CREATE TRIGGER store_stays BEFORE DELETE ON store BEGIN SELECT RAISE(ABORT, 'what was written in store stays'); END;
CREATE TRIGGER store_visit_finding_late BEFORE INSERT ON store_visit_finding WHEN EXISTS (SELECT 1 FROM store_visit WHERE id = NEW.visit AND left_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a visit that was left takes no more findings'); END;
CREATE TRIGGER store_visit_stays BEFORE DELETE ON store_visit BEGIN SELECT RAISE(ABORT, 'visits are never deleted'); END;
CREATE TRIGGER touchpoint_fixed BEFORE UPDATE OF id, code, scene, store ON touchpoint BEGIN SELECT RAISE(ABORT, 'what was written in touchpoint stays'); END;
CREATE TRIGGER touchpoint_stays BEFORE DELETE ON touchpoint BEGIN SELECT RAISE(ABORT, 'what was written in touchpoint stays'); END;
PRAGMA user_version = 1;
