// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.kinds18 = ['ACCOUNT']
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.limit25 = 51
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m26:SAME_AS]->(c27:Node) WHERE m26.validFrom <= $p.day0 AND m26.validTo > $p.day0 AND m26.recordedAt <= $p.known0 AND m26.supersededAt > $p.known0 AND (m26.access IN $p.classes OR (m26.access IN $p.scoped0 AND (m26.court IS NULL OR m26.court STARTS WITH $p.courts0)) OR m26.access + '|' + m26.caseFile IN $p.filed)
WITH place, coalesce(c27, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m8:SAME_AS]-(o9:Node) WHERE m8.validFrom <= $p.day0 AND m8.validTo > $p.day0 AND m8.recordedAt <= $p.known0 AND m8.supersededAt > $p.known0 AND (m8.access IN $p.classes OR (m8.access IN $p.scoped0 AND (m8.court IS NULL OR m8.court STARTS WITH $p.courts0)) OR m8.access + '|' + m8.caseFile IN $p.filed) WITH n, collect(o9) AS os10 UNWIND [n] + os10 AS x11 WITH x11 WHERE EXISTS { MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) } RETURN collect(x11) AS ms7 }
CALL (ms7) { UNWIND ms7 AS x14 MATCH (x14)-[r15:OWNS_ACCOUNT]->(h16:Node) WHERE r15.validFrom <= $p.day0 AND r15.validTo > $p.day0 AND r15.recordedAt <= $p.known0 AND r15.supersededAt > $p.known0 AND (r15.access IN $p.classes OR (r15.access IN $p.scoped0 AND (r15.court IS NULL OR r15.court STARTS WITH $p.courts0)) OR r15.access + '|' + r15.caseFile IN $p.filed) AND h16.kind IN $p.kinds18 AND EXISTS { MATCH (h16)<-[:ABOUT]-(t20:Statement) WHERE t20.validFrom <= $p.day0 AND t20.validTo > $p.day0 AND t20.recordedAt <= $p.known0 AND t20.supersededAt > $p.known0 AND (t20.access IN $p.classes OR (t20.access IN $p.scoped0 AND (t20.court IS NULL OR t20.court STARTS WITH $p.courts0)) OR t20.access + '|' + t20.caseFile IN $p.filed) }
WITH r15, h16, true AS out19
OPTIONAL MATCH (h16)-[m21:SAME_AS]->(c22:Node) WHERE m21.validFrom <= $p.day0 AND m21.validTo > $p.day0 AND m21.recordedAt <= $p.known0 AND m21.supersededAt > $p.known0 AND (m21.access IN $p.classes OR (m21.access IN $p.scoped0 AND (m21.court IS NULL OR m21.court STARTS WITH $p.courts0)) OR m21.access + '|' + m21.caseFile IN $p.filed)
WITH r15, out19, coalesce(c22, h16) AS h17
WITH h17, r15, out19, type(r15) AS kind24 ORDER BY r15.grade, r15.recordedAt DESC, r15.validFrom DESC, r15.slot
WITH h17, kind24, out19, collect(DISTINCT r15) AS rs23
WITH h17, out19, rs23, rs23[0] AS r15
WITH h17, r15, rs23, out19 ORDER BY 0 DESC, h17.id, r15.slot LIMIT $p.limit25
RETURN collect([[h17.id, h17.kind, []], [type(r15), out19, 0, r15.grade, r15.recordedAt, r15.validFrom, r15.validTo, r15.slot, r15.system, r15.document, r15.hash], []]) AS e13 }
RETURN collect([place, [n.id, n.kind, [], e13]]) AS f0_0
}
RETURN f0_0
