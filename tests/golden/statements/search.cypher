// $classes = ['PUBLIC', 'PARTNER', 'PARTY', 'INTERNAL']
// $day0 = '2026-03-01'
// $exact12 = '\n长江实业\n'
// $exact20 = '\n长江实业\n'
// $fragment14 = '长江实业'
// $fragment22 = '长江实业'
// $index10 = 'statement_names'
// $index18 = 'statement_names'
// $kinds17 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $kinds9 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $known0 = '2026-03-01T00:00:00.000000Z'
// $limit1 = 6
// $prefix13 = '\n长江实业'
// $prefix21 = '\n长江实业'
// $terms11 = '+长江 +江实 +实业'
// $terms19 = '+长江 +江实 +实业'
CALL () {
CALL () {
CALL db.index.fulltext.queryNodes($index10, $terms11) YIELD node AS t
WITH t WHERE t.compactNames CONTAINS $fragment14 AND t.validFrom <= $day0 AND t.validTo > $day0 AND t.recordedAt <= $known0 AND t.supersededAt > $known0 AND t.access IN $classes
MATCH (t)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $kinds9
RETURN n0, CASE WHEN t.compactNames CONTAINS $exact12 THEN 0 WHEN t.compactNames CONTAINS $prefix13 THEN 1 ELSE 2 END AS rank, coalesce(t.foldedName, '') AS label
}
OPTIONAL MATCH (n0)-[m15:SAME_AS]->(c16:Node) WHERE m15.validFrom <= $day0 AND m15.validTo > $day0 AND m15.recordedAt <= $known0 AND m15.supersededAt > $known0 AND m15.access IN $classes
WITH rank, label, coalesce(c16, n0) AS n
WITH n, rank, label ORDER BY rank, label
WITH n, collect([rank, label])[0] AS hit
WITH n, hit[0] AS rank, hit[1] AS label
WITH n, rank, label ORDER BY rank, label, n.id LIMIT $limit1
CALL (n) { OPTIONAL MATCH (n)<-[m3:SAME_AS]-(o4:Node) WHERE m3.validFrom <= $day0 AND m3.validTo > $day0 AND m3.recordedAt <= $known0 AND m3.supersededAt > $known0 AND m3.access IN $classes WITH n, collect(o4) AS os5 RETURN [n] + os5 AS ms2 }
CALL (ms2) { UNWIND ms2 AS x7 MATCH (x7)<-[:ABOUT]-(t8:Statement) WHERE t8.validFrom <= $day0 AND t8.validTo > $day0 AND t8.recordedAt <= $known0 AND t8.supersededAt > $known0 AND t8.access IN $classes RETURN collect([t8.grade, t8.recordedAt, t8.validFrom, t8.slot, t8.name]) AS st6 }
RETURN collect([rank, label, [n.id, n.kind, st6]]) AS f0_0
}
CALL () {
CALL () {
CALL db.index.fulltext.queryNodes($index18, $terms19) YIELD node AS t
WITH t WHERE t.compactNames CONTAINS $fragment22 AND t.validFrom <= $day0 AND t.validTo > $day0 AND t.recordedAt <= $known0 AND t.supersededAt > $known0 AND t.access IN $classes
MATCH (t)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $kinds17
RETURN n0, CASE WHEN t.compactNames CONTAINS $exact20 THEN 0 WHEN t.compactNames CONTAINS $prefix21 THEN 1 ELSE 2 END AS rank, coalesce(t.foldedName, '') AS label
}
OPTIONAL MATCH (n0)-[m23:SAME_AS]->(c24:Node) WHERE m23.validFrom <= $day0 AND m23.validTo > $day0 AND m23.recordedAt <= $known0 AND m23.supersededAt > $known0 AND m23.access IN $classes
WITH rank, label, coalesce(c24, n0) AS n
WITH n, rank, label ORDER BY rank, label
WITH n, collect([rank, label])[0] AS hit
WITH n, hit[0] AS rank, hit[1] AS label
RETURN count(n) AS f0_count
}
RETURN f0_0, f0_count
