// $p.classes = ['PARTNER', 'PUBLIC']
// $p.code16 = '（2026）鄂0112执1号'
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.exact13 = '\n2026鄂0112执1号\n'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.fragment15 = '2026鄂0112执1号'
// $p.index11 = 'statement_names'
// $p.kinds10 = ['PROJECT', 'CASE']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.limit1 = 6
// $p.prefix14 = '\n2026鄂0112执1号'
// $p.scoped0 = ['INTERNAL', 'PARTY']
// $p.terms12 = '+20 +02 +26 +6鄂 +鄂0 +01 +11 +12 +2执 +执1 +1号'
CALL () {
CALL () {
CALL db.index.fulltext.queryNodes($p.index11, $p.terms12) YIELD node AS t
WITH t WHERE t.compactNames CONTAINS $p.fragment15 AND t.validFrom <= $p.day0 AND t.validTo > $p.day0 AND t.recordedAt <= $p.known0 AND t.supersededAt > $p.known0 AND (t.access IN $p.classes OR (t.access IN $p.scoped0 AND (t.court IS NULL OR t.court STARTS WITH $p.courts0)) OR t.access + '|' + t.caseFile IN $p.filed)
MATCH (t)-[:ABOUT]->(n0:Node)
RETURN n0, CASE WHEN t.compactNames CONTAINS $p.exact13 THEN 0 WHEN t.compactNames CONTAINS $p.prefix14 THEN 1 ELSE 2 END AS rank, coalesce(t.foldedName, '') AS label
UNION ALL
MATCH (t:Statement {caseNumber: $p.code16}) WHERE t.validFrom <= $p.day0 AND t.validTo > $p.day0 AND t.recordedAt <= $p.known0 AND t.supersededAt > $p.known0 AND (t.access IN $p.classes OR (t.access IN $p.scoped0 AND (t.court IS NULL OR t.court STARTS WITH $p.courts0)) OR t.access + '|' + t.caseFile IN $p.filed)
MATCH (t)-[:ABOUT]->(n0:Node)
RETURN n0, 0 AS rank, coalesce(t.foldedName, '') AS label
}
OPTIONAL MATCH (n0)-[m17:SAME_AS]->(c18:Node) WHERE m17.validFrom <= $p.day0 AND m17.validTo > $p.day0 AND m17.recordedAt <= $p.known0 AND m17.supersededAt > $p.known0 AND (m17.access IN $p.classes OR (m17.access IN $p.scoped0 AND (m17.court IS NULL OR m17.court STARTS WITH $p.courts0)) OR m17.access + '|' + m17.caseFile IN $p.filed)
WITH rank, label, coalesce(c18, n0) AS n
WITH n, rank, label WHERE n.kind IN $p.kinds10
WITH n, min([rank, label]) AS hit
WITH n, hit[0] AS rank, hit[1] AS label
WITH n, rank, label ORDER BY rank, label, n.id LIMIT $p.limit1
CALL (n) { OPTIONAL MATCH (n)<-[m3:SAME_AS]-(o4:Node) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) WITH n, collect(o4) AS os5 RETURN [n] + os5 AS ms2 }
CALL (ms2) { UNWIND ms2 AS x8 MATCH (x8)<-[:ABOUT]-(t9:Statement) WHERE t9.validFrom <= $p.day0 AND t9.validTo > $p.day0 AND t9.recordedAt <= $p.known0 AND t9.supersededAt > $p.known0 AND (t9.access IN $p.classes OR (t9.access IN $p.scoped0 AND (t9.court IS NULL OR t9.court STARTS WITH $p.courts0)) OR t9.access + '|' + t9.caseFile IN $p.filed) RETURN collect([t9.grade, t9.recordedAt, t9.validFrom, t9.slot, t9.caseNumber, t9.name]) AS st7 }
RETURN collect([rank, label, [n.id, n.kind, st7]]) AS f0_0
}
RETURN f0_0
