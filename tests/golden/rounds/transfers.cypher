// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.given25 = ''
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.kinds18 = ['ACCOUNT']
// $p.kinds2 = ['ACCOUNT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.limit27 = 501
// $p.scoped0 = ['INTERNAL', 'PARTY']
// $p.since20 = '9999-12-31T23:59:59.999999Z'
// $p.until21 = '9999-12-31T23:59:59.999999Z'
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m28:SAME_AS]->(c29:Node) WHERE m28.validFrom <= $p.day0 AND m28.validTo > $p.day0 AND m28.recordedAt <= $p.known0 AND m28.supersededAt > $p.known0 AND (m28.access IN $p.classes OR (m28.access IN $p.scoped0 AND (m28.court IS NULL OR m28.court STARTS WITH $p.courts0)) OR m28.access + '|' + m28.caseFile IN $p.filed)
WITH place, coalesce(c29, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m8:SAME_AS]-(o9:Node) WHERE m8.validFrom <= $p.day0 AND m8.validTo > $p.day0 AND m8.recordedAt <= $p.known0 AND m8.supersededAt > $p.known0 AND (m8.access IN $p.classes OR (m8.access IN $p.scoped0 AND (m8.court IS NULL OR m8.court STARTS WITH $p.courts0)) OR m8.access + '|' + m8.caseFile IN $p.filed) WITH n, collect(o9) AS os10 UNWIND [n] + os10 AS x11 WITH x11 WHERE EXISTS { MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) } RETURN collect(x11) AS ms7 }
CALL (ms7) { UNWIND ms7 AS x14 MATCH (x14)-[r15:TRANSFERS]-(h16:Node) WHERE r15.validFrom <= $p.day0 AND r15.validTo > $p.day0 AND r15.recordedAt <= $p.known0 AND r15.supersededAt > $p.known0 AND (r15.access IN $p.classes OR (r15.access IN $p.scoped0 AND (r15.court IS NULL OR r15.court STARTS WITH $p.courts0)) OR r15.access + '|' + r15.caseFile IN $p.filed) AND coalesce(r15.occurredAt, $p.since20) >= $p.since20 AND coalesce(r15.occurredAt, $p.since20) < $p.until21 AND h16.kind IN $p.kinds18 AND EXISTS { MATCH (h16)<-[:ABOUT]-(t22:Statement) WHERE t22.validFrom <= $p.day0 AND t22.validTo > $p.day0 AND t22.recordedAt <= $p.known0 AND t22.supersededAt > $p.known0 AND (t22.access IN $p.classes OR (t22.access IN $p.scoped0 AND (t22.court IS NULL OR t22.court STARTS WITH $p.courts0)) OR t22.access + '|' + t22.caseFile IN $p.filed) }
WITH r15, h16, startNode(r15) = x14 AS out19
OPTIONAL MATCH (h16)-[m23:SAME_AS]->(c24:Node) WHERE m23.validFrom <= $p.day0 AND m23.validTo > $p.day0 AND m23.recordedAt <= $p.known0 AND m23.supersededAt > $p.known0 AND (m23.access IN $p.classes OR (m23.access IN $p.scoped0 AND (m23.court IS NULL OR m23.court STARTS WITH $p.courts0)) OR m23.access + '|' + m23.caseFile IN $p.filed)
WITH r15, out19, coalesce(c24, h16) AS h17
WITH DISTINCT h17, r15, out19, [r15] AS rs26
WITH h17, r15, rs26, out19 ORDER BY coalesce(r15.occurredAt, '') DESC, h17.id, r15.slot + $p.given25 LIMIT $p.limit27
RETURN collect([[h17.id, h17.kind, []], [type(r15), out19, coalesce(r15.occurredAt, ''), r15.grade, r15.recordedAt, r15.validFrom, r15.validTo, r15.slot, r15.system, r15.document, r15.hash, r15.amount, r15.occurredAt], []]) AS e13 }
RETURN collect([place, [n.id, n.kind, [], e13]]) AS f0_0
}
RETURN f0_0
