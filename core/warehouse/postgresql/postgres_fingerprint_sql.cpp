// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/postgresql/postgres_fingerprint_sql.h"

#include <QStringList>

#include <array>

namespace sluice {

namespace {

// What belongs into a record and why the rest does not: reference reliability-security §3.6. No OIDs, no attribute
// numbers (a dropped column leaves a gap), no file nodes, no statistics, no sequence values.

/// The scope, and everything that hangs on it and is an object of its own.
constexpr auto kScope = R"sql(
WITH rel AS MATERIALIZED (
  SELECT c.*, n.nspname,
         CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
              WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END AS kind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid = ANY ($1)),
seq AS MATERIALIZED (
  SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind = 'S' AND c.oid IN (
     SELECT d.objid FROM pg_depend d JOIN rel ON d.refobjid = rel.oid
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
     UNION SELECT d.refobjid FROM pg_depend d JOIN pg_attrdef f ON d.objid = f.oid JOIN rel ON f.adrelid = rel.oid
      WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass)),
part AS MATERIALIZED (
  SELECT 'pg_rewrite'::regclass AS classid, r.oid FROM pg_rewrite r JOIN rel ON r.ev_class = rel.oid
  UNION ALL SELECT 'pg_attrdef'::regclass, f.oid FROM pg_attrdef f JOIN rel ON f.adrelid = rel.oid
  UNION ALL SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k JOIN rel ON k.conrelid = rel.oid
  UNION ALL SELECT 'pg_trigger'::regclass, t.oid FROM pg_trigger t JOIN rel ON t.tgrelid = rel.oid
  UNION ALL SELECT 'pg_policy'::regclass, p.oid FROM pg_policy p JOIN rel ON p.polrelid = rel.oid
  UNION ALL SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index i JOIN rel ON i.indrelid = rel.oid),
fun AS MATERIALIZED (
  SELECT p.*, n.nspname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND p.oid IN (
     SELECT d.refobjid FROM pg_depend d JOIN part ON d.classid = part.classid AND d.objid = part.oid
      WHERE d.refclassid = 'pg_proc'::regclass)),
typ AS MATERIALIZED (
  SELECT t.*, n.nspname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typtype IN ('e', 'd') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND t.oid IN (
     SELECT CASE WHEN e.typelem <> 0 AND e.typlen = -1 THEN e.typelem ELSE e.oid END
       FROM pg_attribute a JOIN rel ON a.attrelid = rel.oid JOIN pg_type e ON e.oid = a.atttypid
      WHERE a.attnum > 0 AND NOT a.attisdropped)),
nsp AS MATERIALIZED (SELECT * FROM pg_namespace WHERE oid IN (SELECT relnamespace FROM rel)),
acl AS MATERIALIZED (
  SELECT kind, nspname, relname AS name, ''::text AS part, coalesce(relacl, acldefault('r', relowner)) AS list FROM rel
  UNION ALL SELECT rel.kind, rel.nspname, rel.relname, '(' || quote_ident(a.attname) || ')', a.attacl
    FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
  UNION ALL SELECT 'sequence', nspname, relname, '', coalesce(relacl, acldefault('s', relowner)) FROM seq
  UNION ALL SELECT 'function', nspname, proname || '(' || pg_get_function_identity_arguments(oid) || ')', '', coalesce(proacl, acldefault('f', proowner)) FROM fun
  UNION ALL SELECT 'type', nspname, typname, '', coalesce(typacl, acldefault('T', typowner)) FROM typ
  UNION ALL SELECT 'schema', '', nspname, '', coalesce(nspacl, acldefault('n', nspowner)) FROM nsp))sql";

constexpr auto kGrants = R"sql(
SELECT acl.kind, acl.nspname, acl.name::text, 'grant ' || x.privilege_type || acl.part
       || ' to ' || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END
       || ' by ' || quote_ident(pg_get_userbyid(x.grantor)) || CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END
  FROM acl CROSS JOIN LATERAL aclexplode(acl.list) x)sql";

constexpr auto kRelations = R"sql(
SELECT kind, nspname, relname::text, line FROM rel CROSS JOIN LATERAL (VALUES
  ('owner ' || quote_ident(pg_get_userbyid(relowner))),
  (CASE relpersistence WHEN 'p' THEN 'persistence permanent' WHEN 'u' THEN 'persistence unlogged' ELSE 'persistence temporary' END),
  (CASE WHEN relrowsecurity THEN 'row security enabled' END),
  (CASE WHEN relforcerowsecurity THEN 'row security forced' END),
  ('replica identity ' || CASE relreplident WHEN 'd' THEN 'default' WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' ELSE 'index' END),
  ('comment ' || quote_literal(obj_description(oid, 'pg_class'))),
  ('partition ' || pg_get_expr(relpartbound, oid)),
  ('partition key ' || CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END),
  (CASE WHEN relkind = 'm' THEN CASE WHEN relispopulated THEN 'populated' ELSE 'not populated' END END),
  ('tablespace ' || (SELECT quote_ident(spcname) FROM pg_tablespace s WHERE s.oid = reltablespace)),
  ('access method ' || (SELECT quote_ident(amname) FROM pg_am m WHERE m.oid = relam)),
  ('of type ' || CASE WHEN reloftype <> 0 THEN format_type(reloftype, NULL) END)
) v(line) WHERE line IS NOT NULL
UNION ALL SELECT kind, nspname, relname, 'option ' || o FROM rel CROSS JOIN LATERAL unnest(reloptions) o
UNION ALL SELECT kind, rel.nspname, rel.relname, 'toast option ' || o FROM rel JOIN pg_class t ON t.oid = rel.reltoastrelid CROSS JOIN LATERAL unnest(t.reloptions) o
UNION ALL SELECT kind, nspname, relname, 'inherits ' || h.inhseqno || ' ' || h.inhparent::regclass FROM rel JOIN pg_inherits h ON h.inhrelid = rel.oid
UNION ALL SELECT kind, nspname, relname, 'server ' || quote_ident(s.srvname) || ' ' || coalesce(array_to_string(f.ftoptions, ', '), '')
  FROM rel JOIN pg_foreign_table f ON f.ftrelid = rel.oid JOIN pg_foreign_server s ON s.oid = f.ftserver
UNION ALL SELECT kind, nspname, relname, 'definition ' || pg_get_viewdef(oid) FROM rel WHERE relkind IN ('v', 'm')
UNION ALL SELECT kind, nspname, relname, 'security label ' || coalesce((SELECT quote_ident(attname) || ' ' FROM pg_attribute a WHERE a.attrelid = l.objoid AND a.attnum = l.objsubid AND l.objsubid > 0), '')
       || l.provider || ' ' || quote_literal(l.label)
  FROM rel JOIN pg_seclabel l ON l.objoid = rel.oid AND l.classoid = 'pg_class'::regclass)sql";

// A foreign key to a partitioned table has a copy of itself for each partition of that, on the same table: the server
// makes and drops them with the partitions, so they are no part of the definition.
//
// PostgreSQL 18 keeps each NOT NULL as a constraint with a name. It belongs to the line of its column, and the name
// that the server gives by itself is left out: so a table reads the same on every version. The place of a column is the
// name before it: a removed column then changes the line of its neighbour alone. Some servers stamp each column's
// options with pg_attver, the log position where it was made. Like an OID it says who made the column when, not what it
// is; users can neither set nor clear it.
constexpr auto kColumns = R"sql(
SELECT kind, nspname, relname::text, 'column ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
       || coalesce(' after ' || quote_ident(a.before), ' first')
       || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
       || coalesce((SELECT CASE WHEN k.conname = left(rel.relname || '_' || a.attname || '_not_null', 63) THEN '' ELSE ' named ' || quote_ident(k.conname) END
                      || CASE WHEN k.connoinherit THEN ' no inherit' ELSE '' END || CASE WHEN k.convalidated THEN '' ELSE ' (not validated)' END
                      || coalesce(' comment ' || quote_literal(obj_description(k.oid, 'pg_constraint')), '')
                      FROM pg_constraint k WHERE k.conrelid = rel.oid AND k.contype = 'n' AND k.conkey[1] = a.attnum), '')
       || CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' ELSE '' END
       || CASE WHEN a.attgenerated = 'v' THEN ' generated virtual ' WHEN a.attgenerated <> '' THEN ' generated ' WHEN d.adbin IS NOT NULL THEN ' default ' ELSE '' END
       || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
       || CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || a.attcollation::regcollation ELSE '' END
       || CASE WHEN a.attstorage <> t.typstorage THEN ' storage ' || a.attstorage::text ELSE '' END
       || CASE WHEN a.attcompression <> '' THEN ' compression ' || a.attcompression::text ELSE '' END
       || CASE WHEN a.attstattarget <> -1 THEN ' statistics ' || a.attstattarget ELSE '' END
       || CASE WHEN a.attinhcount > 0 THEN ' inherited ' || a.attinhcount || CASE WHEN a.attislocal THEN ' local' ELSE '' END ELSE '' END
       || coalesce(' options ' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\_attver=%'), '') || coalesce(' fdw ' || array_to_string(a.attfdwoptions, ', '), '')
  FROM rel JOIN (
    SELECT a.*, lag(attname) OVER (PARTITION BY attrelid ORDER BY attnum) AS before FROM pg_attribute a
     WHERE attrelid IN (SELECT oid FROM rel) AND attnum > 0 AND NOT attisdropped) a ON a.attrelid = rel.oid
  JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL SELECT kind, nspname, relname, 'comment on column ' || quote_ident(a.attname) || ' ' || quote_literal(col_description(rel.oid, a.attnum))
  FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE col_description(rel.oid, a.attnum) IS NOT NULL)sql";

constexpr auto kConstraintsAndIndexes = R"sql(
SELECT kind, nspname, relname::text, 'constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)
       || CASE WHEN k.convalidated THEN '' ELSE ' (not validated)' END
       || CASE WHEN k.coninhcount > 0 THEN ' inherited ' || k.coninhcount || CASE WHEN k.conislocal THEN ' local' ELSE '' END ELSE '' END
       || coalesce((SELECT ' triggers ' || string_agg(t.tgenabled::text, '' ORDER BY t.tgtype) FROM pg_trigger t
                     WHERE t.tgconstraint = k.oid AND t.tgrelid = rel.oid AND t.tgisinternal AND t.tgenabled <> 'O'), '')
       || coalesce(' comment ' || quote_literal(obj_description(k.oid, 'pg_constraint')), '')
  FROM rel JOIN pg_constraint k ON k.conrelid = rel.oid AND k.contype <> 'n'
   AND NOT EXISTS (SELECT FROM pg_constraint p WHERE k.contype = 'f' AND p.oid = k.conparentid AND p.conrelid = k.conrelid)
UNION ALL SELECT kind, rel.nspname, rel.relname, 'index ' || pg_get_indexdef(i.indexrelid)
       || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END || CASE WHEN i.indisready THEN '' ELSE ' (not ready)' END
       || CASE WHEN i.indisprimary THEN ' primary' ELSE '' END || CASE WHEN i.indisclustered THEN ' clustered' ELSE '' END
       || CASE WHEN i.indisreplident THEN ' replica identity' ELSE '' END || CASE WHEN i.indimmediate THEN '' ELSE ' deferrable' END
       || coalesce(' tablespace ' || (SELECT quote_ident(spcname) FROM pg_tablespace s WHERE s.oid = x.reltablespace), '')
       || coalesce((SELECT ' statistics ' || string_agg(a.attnum || ':' || a.attstattarget, ',' ORDER BY a.attnum) FROM pg_attribute a
                     WHERE a.attrelid = x.oid AND a.attstattarget <> -1), '')
       || coalesce(' comment ' || quote_literal(obj_description(x.oid, 'pg_class')), '')
  FROM rel JOIN pg_index i ON i.indrelid = rel.oid JOIN pg_class x ON x.oid = i.indexrelid
UNION ALL SELECT kind, nspname, relname, 'statistics ' || pg_get_statisticsobjdef(s.oid) || ' owner ' || quote_ident(pg_get_userbyid(s.stxowner))
       || CASE WHEN s.stxstattarget <> -1 THEN ' target ' || s.stxstattarget ELSE '' END
       || coalesce(' comment ' || quote_literal(obj_description(s.oid, 'pg_statistic_ext')), '')
  FROM rel JOIN pg_statistic_ext s ON s.stxrelid = rel.oid)sql";

constexpr auto kRules = R"sql(
SELECT kind, nspname, relname::text, 'trigger ' || pg_get_triggerdef(t.oid)
       || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' (disabled)' WHEN 'R' THEN ' (replica)' ELSE ' (always)' END
       || coalesce(' comment ' || quote_literal(obj_description(t.oid, 'pg_trigger')), '')
  FROM rel JOIN pg_trigger t ON t.tgrelid = rel.oid AND NOT t.tgisinternal
UNION ALL SELECT kind, nspname, relname, 'rule ' || pg_get_ruledef(r.oid)
       || CASE r.ev_enabled WHEN 'O' THEN '' WHEN 'D' THEN ' (disabled)' WHEN 'R' THEN ' (replica)' ELSE ' (always)' END
       || coalesce(' comment ' || quote_literal(obj_description(r.oid, 'pg_rewrite')), '')
  FROM rel JOIN pg_rewrite r ON r.ev_class = rel.oid AND r.rulename <> '_RETURN'
UNION ALL SELECT kind, nspname, relname, 'policy ' || quote_ident(p.polname) || CASE WHEN p.polpermissive THEN ' permissive' ELSE ' restrictive' END
       || ' for ' || p.polcmd::text || ' to ' || (SELECT string_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(o)) END, ', ' ORDER BY CASE o WHEN 0 THEN '' ELSE pg_get_userbyid(o) END) FROM unnest(p.polroles) o)
       || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '') || coalesce(' check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
       || coalesce(' comment ' || quote_literal(obj_description(p.oid, 'pg_policy')), '')
  FROM rel JOIN pg_policy p ON p.polrelid = rel.oid
UNION ALL SELECT kind, nspname, relname, 'publication ' || quote_ident(p.pubname)
       || coalesce(' columns ' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = rel.oid AND a.attnum = ANY (r.prattrs)), '')
       || coalesce(' where ' || pg_get_expr(r.prqual, r.prrelid), '')
  FROM rel JOIN pg_publication_rel r ON r.prrelid = rel.oid JOIN pg_publication p ON p.oid = r.prpubid
UNION ALL SELECT kind, nspname, relname, 'publication ' || quote_ident(p.pubname) || ' by its schema'
  FROM rel JOIN pg_publication_namespace r ON r.pnnspid = rel.relnamespace JOIN pg_publication p ON p.oid = r.pnpubid WHERE relkind IN ('r', 'p')
UNION ALL SELECT kind, nspname, relname, 'publication ' || quote_ident(p.pubname) || ' of all tables'
  FROM rel CROSS JOIN pg_publication p WHERE p.puballtables AND relkind IN ('r', 'p'))sql";

constexpr auto kOthers = R"sql(
SELECT 'sequence', nspname, relname::text, line FROM seq JOIN pg_sequence s ON s.seqrelid = seq.oid CROSS JOIN LATERAL (VALUES
  ('owner ' || quote_ident(pg_get_userbyid(relowner))),
  ('counts ' || format_type(s.seqtypid, NULL) || ' start ' || s.seqstart || ' increment ' || s.seqincrement || ' from ' || s.seqmin
     || ' to ' || s.seqmax || ' cache ' || s.seqcache || CASE WHEN s.seqcycle THEN ' cycle' ELSE '' END || ' persistence ' || relpersistence::text),
  ((SELECT 'owned by ' || d.refobjid::regclass || '.' || quote_ident(a.attname) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE d.classid = 'pg_class'::regclass AND d.objid = seq.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))),
  ('comment ' || quote_literal(obj_description(seq.oid, 'pg_class')))
) v(line) WHERE line IS NOT NULL
UNION ALL SELECT 'function', nspname, proname || '(' || pg_get_function_identity_arguments(fun.oid) || ')', line FROM fun CROSS JOIN LATERAL (VALUES
  ('owner ' || quote_ident(pg_get_userbyid(proowner))),
  (CASE WHEN prokind IN ('f', 'p', 'w') THEN 'definition ' || pg_get_functiondef(fun.oid) END),
  (CASE WHEN prokind = 'a' THEN (SELECT 'aggregate ' || aggtransfn || ' ' || aggfinalfn || ' ' || aggtranstype::regtype || ' ' || coalesce(quote_literal(agginitval), '')
      FROM pg_aggregate g WHERE g.aggfnoid = fun.oid) END),
  ('comment ' || quote_literal(obj_description(fun.oid, 'pg_proc')))
) v(line) WHERE line IS NOT NULL
UNION ALL SELECT 'type', nspname, typname, line FROM typ CROSS JOIN LATERAL (VALUES
  ('owner ' || quote_ident(pg_get_userbyid(typowner))),
  ((SELECT 'labels ' || string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum e WHERE e.enumtypid = typ.oid)),
  (CASE WHEN typtype = 'd' THEN 'domain over ' || format_type(typbasetype, typtypmod) || CASE WHEN typnotnull THEN ' not null' ELSE '' END
      || coalesce(' default ' || typdefault, '') || CASE WHEN typcollation <> 0 THEN ' collate ' || typcollation::regcollation ELSE '' END END),
  ((SELECT string_agg('check ' || quote_ident(conname) || ' ' || pg_get_constraintdef(k.oid), '; ' ORDER BY conname) FROM pg_constraint k WHERE k.contypid = typ.oid)),
  ('comment ' || quote_literal(obj_description(typ.oid, 'pg_type')))
) v(line) WHERE line IS NOT NULL
UNION ALL SELECT 'schema', '', nspname, line FROM nsp CROSS JOIN LATERAL (VALUES
  ('owner ' || quote_ident(pg_get_userbyid(nspowner))), ('comment ' || quote_literal(obj_description(nsp.oid, 'pg_namespace')))
) v(line) WHERE line IS NOT NULL
UNION ALL SELECT 'schema', '', nspname, 'default privileges of ' || quote_ident(pg_get_userbyid(d.defaclrole)) || ' for ' || d.defaclobjtype::text || ': '
       || x.privilege_type || ' to ' || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END || CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END
  FROM nsp JOIN pg_default_acl d ON d.defaclnamespace = nsp.oid CROSS JOIN LATERAL aclexplode(d.defaclacl) x)sql";

} // namespace

QString postgresRecordsSql()
{
    QStringList parts;
    for (const char *part : std::array { kGrants, kRelations, kColumns, kConstraintsAndIndexes, kRules, kOthers })
        parts.append(QLatin1String(part));
    return QLatin1String(kScope) + parts.join(QLatin1String("\nUNION ALL"));
}

} // namespace sluice
