// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.exact13 = '\n长江实业\n'
// $p.exact21 = '\n长江实业\n'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.fragment15 = '长江实业'
// $p.fragment23 = '长江实业'
// $p.index11 = 'statement_names'
// $p.index19 = 'statement_names'
// $p.kinds10 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.kinds18 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.limit1 = 6
// $p.prefix14 = '\n长江实业'
// $p.prefix22 = '\n长江实业'
// $p.scoped0 = ['INTERNAL', 'PARTY']
// $p.terms12 = '+长江 +江实 +实业'
// $p.terms20 = '+长江 +江实 +实业'
CALL () {
CALL () {
CALL db.index.fulltext.queryNodes($p.index11, $p.terms12) YIELD node AS t
WITH t WHERE t.compactNames CONTAINS $p.fragment15 AND t.validFrom <= $p.day0 AND t.validTo > $p.day0 AND t.recordedAt <= $p.known0 AND t.supersededAt > $p.known0 AND (t.access IN $p.classes OR (t.access IN $p.scoped0 AND (t.court IS NULL OR t.court STARTS WITH $p.courts0)) OR t.access + '|' + t.caseFile IN $p.filed)
MATCH (t)-[:ABOUT]->(n0:Node)
RETURN n0, CASE WHEN t.compactNames CONTAINS $p.exact13 THEN 0 WHEN t.compactNames CONTAINS $p.prefix14 THEN 1 ELSE 2 END AS rank, coalesce(t.foldedName, '') AS label
}
OPTIONAL MATCH (n0)-[m16:SAME_AS]->(c17:Node) WHERE m16.validFrom <= $p.day0 AND m16.validTo > $p.day0 AND m16.recordedAt <= $p.known0 AND m16.supersededAt > $p.known0 AND (m16.access IN $p.classes OR (m16.access IN $p.scoped0 AND (m16.court IS NULL OR m16.court STARTS WITH $p.courts0)) OR m16.access + '|' + m16.caseFile IN $p.filed)
WITH rank, label, coalesce(c17, n0) AS n
WITH n, rank, label WHERE n.kind IN $p.kinds10
WITH n, min([rank, label]) AS hit
WITH n, hit[0] AS rank, hit[1] AS label
WITH n, rank, label ORDER BY rank, label, n.id LIMIT $p.limit1
CALL (n) { OPTIONAL MATCH (n)<-[m3:SAME_AS]-(o4:Node) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) WITH n, collect(o4) AS os5 RETURN [n] + os5 AS ms2 }
CALL (ms2) { UNWIND ms2 AS x8 MATCH (x8)<-[:ABOUT]-(t9:Statement) WHERE t9.validFrom <= $p.day0 AND t9.validTo > $p.day0 AND t9.recordedAt <= $p.known0 AND t9.supersededAt > $p.known0 AND (t9.access IN $p.classes OR (t9.access IN $p.scoped0 AND (t9.court IS NULL OR t9.court STARTS WITH $p.courts0)) OR t9.access + '|' + t9.caseFile IN $p.filed) RETURN collect([t9.grade, t9.recordedAt, t9.validFrom, t9.slot, t9.name]) AS st7 }
RETURN collect([rank, label, [n.id, n.kind, st7]]) AS f0_0
}
CALL () {
CALL () {
CALL db.index.fulltext.queryNodes($p.index19, $p.terms20) YIELD node AS t
WITH t WHERE t.compactNames CONTAINS $p.fragment23 AND t.validFrom <= $p.day0 AND t.validTo > $p.day0 AND t.recordedAt <= $p.known0 AND t.supersededAt > $p.known0 AND (t.access IN $p.classes OR (t.access IN $p.scoped0 AND (t.court IS NULL OR t.court STARTS WITH $p.courts0)) OR t.access + '|' + t.caseFile IN $p.filed)
MATCH (t)-[:ABOUT]->(n0:Node)
RETURN n0, CASE WHEN t.compactNames CONTAINS $p.exact21 THEN 0 WHEN t.compactNames CONTAINS $p.prefix22 THEN 1 ELSE 2 END AS rank, coalesce(t.foldedName, '') AS label
}
OPTIONAL MATCH (n0)-[m24:SAME_AS]->(c25:Node) WHERE m24.validFrom <= $p.day0 AND m24.validTo > $p.day0 AND m24.recordedAt <= $p.known0 AND m24.supersededAt > $p.known0 AND (m24.access IN $p.classes OR (m24.access IN $p.scoped0 AND (m24.court IS NULL OR m24.court STARTS WITH $p.courts0)) OR m24.access + '|' + m24.caseFile IN $p.filed)
WITH rank, label, coalesce(c25, n0) AS n
WITH n, rank, label WHERE n.kind IN $p.kinds18
WITH n, min([rank, label]) AS hit
WITH n, hit[0] AS rank, hit[1] AS label
RETURN count(n) AS f0_count
}
RETURN f0_0, f0_count
