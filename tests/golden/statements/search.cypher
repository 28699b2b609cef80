// $classes = ['PARTNER', 'PUBLIC']
// $courts0 = '鄂0112'
// $day0 = '2026-03-01'
// $exact13 = '\n长江实业\n'
// $exact21 = '\n长江实业\n'
// $filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $fragment15 = '长江实业'
// $fragment23 = '长江实业'
// $index11 = 'statement_names'
// $index19 = 'statement_names'
// $kinds10 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $kinds18 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $known0 = '2026-03-01T00:00:00.000000Z'
// $limit1 = 6
// $prefix14 = '\n长江实业'
// $prefix22 = '\n长江实业'
// $scoped0 = ['INTERNAL', 'PARTY']
// $terms12 = '+长江 +江实 +实业'
// $terms20 = '+长江 +江实 +实业'
CALL () {
CALL () {
CALL db.index.fulltext.queryNodes($index11, $terms12) YIELD node AS t
WITH t WHERE t.compactNames CONTAINS $fragment15 AND t.validFrom <= $day0 AND t.validTo > $day0 AND t.recordedAt <= $known0 AND t.supersededAt > $known0 AND (t.access IN $classes OR (t.access IN $scoped0 AND (t.court IS NULL OR t.court STARTS WITH $courts0)) OR t.access + '|' + t.caseFile IN $filed)
MATCH (t)-[:ABOUT]->(n0:Node)
RETURN n0, CASE WHEN t.compactNames CONTAINS $exact13 THEN 0 WHEN t.compactNames CONTAINS $prefix14 THEN 1 ELSE 2 END AS rank, coalesce(t.foldedName, '') AS label
}
OPTIONAL MATCH (n0)-[m16:SAME_AS]->(c17:Node) WHERE m16.validFrom <= $day0 AND m16.validTo > $day0 AND m16.recordedAt <= $known0 AND m16.supersededAt > $known0 AND (m16.access IN $classes OR (m16.access IN $scoped0 AND (m16.court IS NULL OR m16.court STARTS WITH $courts0)) OR m16.access + '|' + m16.caseFile IN $filed)
WITH rank, label, coalesce(c17, n0) AS n
WITH n, rank, label WHERE n.kind IN $kinds10
WITH n, rank, label ORDER BY rank, label
WITH n, collect([rank, label])[0] AS hit
WITH n, hit[0] AS rank, hit[1] AS label
WITH n, rank, label ORDER BY rank, label, n.id LIMIT $limit1
CALL (n) { OPTIONAL MATCH (n)<-[m3:SAME_AS]-(o4:Node) WHERE m3.validFrom <= $day0 AND m3.validTo > $day0 AND m3.recordedAt <= $known0 AND m3.supersededAt > $known0 AND (m3.access IN $classes OR (m3.access IN $scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $courts0)) OR m3.access + '|' + m3.caseFile IN $filed) WITH n, collect(o4) AS os5 RETURN [n] + os5 AS ms2 }
CALL (ms2) { UNWIND ms2 AS x8 MATCH (x8)<-[:ABOUT]-(t9:Statement) WHERE t9.validFrom <= $day0 AND t9.validTo > $day0 AND t9.recordedAt <= $known0 AND t9.supersededAt > $known0 AND (t9.access IN $classes OR (t9.access IN $scoped0 AND (t9.court IS NULL OR t9.court STARTS WITH $courts0)) OR t9.access + '|' + t9.caseFile IN $filed) RETURN collect([t9.grade, t9.recordedAt, t9.validFrom, t9.slot, t9.name]) AS st7 }
RETURN collect([rank, label, [n.id, n.kind, st7]]) AS f0_0
}
CALL () {
CALL () {
CALL db.index.fulltext.queryNodes($index19, $terms20) YIELD node AS t
WITH t WHERE t.compactNames CONTAINS $fragment23 AND t.validFrom <= $day0 AND t.validTo > $day0 AND t.recordedAt <= $known0 AND t.supersededAt > $known0 AND (t.access IN $classes OR (t.access IN $scoped0 AND (t.court IS NULL OR t.court STARTS WITH $courts0)) OR t.access + '|' + t.caseFile IN $filed)
MATCH (t)-[:ABOUT]->(n0:Node)
RETURN n0, CASE WHEN t.compactNames CONTAINS $exact21 THEN 0 WHEN t.compactNames CONTAINS $prefix22 THEN 1 ELSE 2 END AS rank, coalesce(t.foldedName, '') AS label
}
OPTIONAL MATCH (n0)-[m24:SAME_AS]->(c25:Node) WHERE m24.validFrom <= $day0 AND m24.validTo > $day0 AND m24.recordedAt <= $known0 AND m24.supersededAt > $known0 AND (m24.access IN $classes OR (m24.access IN $scoped0 AND (m24.court IS NULL OR m24.court STARTS WITH $courts0)) OR m24.access + '|' + m24.caseFile IN $filed)
WITH rank, label, coalesce(c25, n0) AS n
WITH n, rank, label WHERE n.kind IN $kinds18
WITH n, rank, label ORDER BY rank, label
WITH n, collect([rank, label])[0] AS hit
WITH n, hit[0] AS rank, hit[1] AS label
RETURN count(n) AS f0_count
}
RETURN f0_0, f0_count
