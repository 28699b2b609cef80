// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '91110000600037341L']]
// $p.keys32 = [[1, 'market|c1']]
// $p.kinds14 = ['LISTING', 'RESTRICTION', 'EXIT_BAN']
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.kinds33 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.kinds44 = ['LISTING', 'RESTRICTION', 'EXIT_BAN']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.limit21 = 1001
// $p.limit51 = 1001
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (t3:Statement {uscc: key}) WHERE t3.validFrom <= $p.day0 AND t3.validTo > $p.day0 AND t3.recordedAt <= $p.known0 AND t3.supersededAt > $p.known0
MATCH (t3)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $p.kinds2
OPTIONAL MATCH (n0)-[m30:SAME_AS]->(c31:Node) WHERE m30.validFrom <= $p.day0 AND m30.validTo > $p.day0 AND m30.recordedAt <= $p.known0 AND m30.supersededAt > $p.known0
WITH place, t3, coalesce(c31, n0) AS n
WITH place, t3, n ORDER BY place, t3.grade, t3.recordedAt DESC, t3.slot
WITH DISTINCT place, n
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $p.day0 AND m5.validTo > $p.day0 AND m5.recordedAt <= $p.known0 AND m5.supersededAt > $p.known0 WITH n, collect(o6) AS os7 RETURN [n] + os7 AS ms4 }
CALL (ms4) { UNWIND ms4 AS x10 MATCH (x10)<-[r11:TARGETS]-(h12:Node) WHERE r11.validFrom <= $p.day0 AND r11.validTo > $p.day0 AND r11.recordedAt <= $p.known0 AND r11.supersededAt > $p.known0 AND (r11.access IN $p.classes OR (r11.access IN $p.scoped0 AND (r11.court IS NULL OR r11.court STARTS WITH $p.courts0)) OR r11.access + '|' + r11.caseFile IN $p.filed) AND h12.kind IN $p.kinds14 AND EXISTS { MATCH (h12)<-[:ABOUT]-(t16:Statement) WHERE t16.validFrom <= $p.day0 AND t16.validTo > $p.day0 AND t16.recordedAt <= $p.known0 AND t16.supersededAt > $p.known0 AND (t16.access IN $p.classes OR (t16.access IN $p.scoped0 AND (t16.court IS NULL OR t16.court STARTS WITH $p.courts0)) OR t16.access + '|' + t16.caseFile IN $p.filed) }
WITH r11, h12, false AS out15
OPTIONAL MATCH (h12)-[m17:SAME_AS]->(c18:Node) WHERE m17.validFrom <= $p.day0 AND m17.validTo > $p.day0 AND m17.recordedAt <= $p.known0 AND m17.supersededAt > $p.known0
WITH r11, out15, coalesce(c18, h12) AS h13
WITH h13, r11, out15, type(r11) AS kind20 ORDER BY r11.grade, r11.recordedAt DESC, r11.validFrom DESC, r11.slot
WITH h13, kind20, out15, collect(DISTINCT r11) AS rs19
WITH h13, out15, rs19, rs19[0] AS r11
WITH h13, r11, rs19, out15 ORDER BY 0 DESC, h13.id, r11.slot LIMIT $p.limit21
CALL (h13) { OPTIONAL MATCH (h13)<-[m23:SAME_AS]-(o24:Node) WHERE m23.validFrom <= $p.day0 AND m23.validTo > $p.day0 AND m23.recordedAt <= $p.known0 AND m23.supersededAt > $p.known0 WITH h13, collect(o24) AS os25 RETURN [h13] + os25 AS ms22 }
CALL (ms22) { UNWIND ms22 AS x28 MATCH (x28)<-[:ABOUT]-(t29:Statement) WHERE t29.validFrom <= $p.day0 AND t29.validTo > $p.day0 AND t29.recordedAt <= $p.known0 AND t29.supersededAt > $p.known0 AND (t29.access IN $p.classes OR (t29.access IN $p.scoped0 AND (t29.court IS NULL OR t29.court STARTS WITH $p.courts0)) OR t29.access + '|' + t29.caseFile IN $p.filed) RETURN collect([t29.grade, t29.recordedAt, t29.validFrom, t29.slot, t29.measures, t29.servedOn, t29.publishedOn, t29.liftedOn, t29.termEndsOn, t29.caseNumber, t29.courtName, t29.edition, t29.suspends]) AS st27 }
RETURN collect([[h13.id, h13.kind, st27], [type(r11), out15, 0, r11.grade, r11.recordedAt, r11.validFrom, r11.validTo, r11.slot, r11.system, r11.document, r11.hash], []]) AS e9 }
RETURN collect([place, [n.id, n.kind, [], e9]]) AS f0_0
}
CALL () {
UNWIND $p.keys32 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {rk: key}) WHERE n0.kind IN $p.kinds33
OPTIONAL MATCH (n0)-[m60:SAME_AS]->(c61:Node) WHERE m60.validFrom <= $p.day0 AND m60.validTo > $p.day0 AND m60.recordedAt <= $p.known0 AND m60.supersededAt > $p.known0
WITH place, coalesce(c61, n0) AS n
WITH place, n ORDER BY place
WITH DISTINCT place, n
CALL (n) { OPTIONAL MATCH (n)<-[m35:SAME_AS]-(o36:Node) WHERE m35.validFrom <= $p.day0 AND m35.validTo > $p.day0 AND m35.recordedAt <= $p.known0 AND m35.supersededAt > $p.known0 WITH n, collect(o36) AS os37 RETURN [n] + os37 AS ms34 }
CALL (ms34) { UNWIND ms34 AS x40 MATCH (x40)<-[r41:TARGETS]-(h42:Node) WHERE r41.validFrom <= $p.day0 AND r41.validTo > $p.day0 AND r41.recordedAt <= $p.known0 AND r41.supersededAt > $p.known0 AND (r41.access IN $p.classes OR (r41.access IN $p.scoped0 AND (r41.court IS NULL OR r41.court STARTS WITH $p.courts0)) OR r41.access + '|' + r41.caseFile IN $p.filed) AND h42.kind IN $p.kinds44 AND EXISTS { MATCH (h42)<-[:ABOUT]-(t46:Statement) WHERE t46.validFrom <= $p.day0 AND t46.validTo > $p.day0 AND t46.recordedAt <= $p.known0 AND t46.supersededAt > $p.known0 AND (t46.access IN $p.classes OR (t46.access IN $p.scoped0 AND (t46.court IS NULL OR t46.court STARTS WITH $p.courts0)) OR t46.access + '|' + t46.caseFile IN $p.filed) }
WITH r41, h42, false AS out45
OPTIONAL MATCH (h42)-[m47:SAME_AS]->(c48:Node) WHERE m47.validFrom <= $p.day0 AND m47.validTo > $p.day0 AND m47.recordedAt <= $p.known0 AND m47.supersededAt > $p.known0
WITH r41, out45, coalesce(c48, h42) AS h43
WITH h43, r41, out45, type(r41) AS kind50 ORDER BY r41.grade, r41.recordedAt DESC, r41.validFrom DESC, r41.slot
WITH h43, kind50, out45, collect(DISTINCT r41) AS rs49
WITH h43, out45, rs49, rs49[0] AS r41
WITH h43, r41, rs49, out45 ORDER BY 0 DESC, h43.id, r41.slot LIMIT $p.limit51
CALL (h43) { OPTIONAL MATCH (h43)<-[m53:SAME_AS]-(o54:Node) WHERE m53.validFrom <= $p.day0 AND m53.validTo > $p.day0 AND m53.recordedAt <= $p.known0 AND m53.supersededAt > $p.known0 WITH h43, collect(o54) AS os55 RETURN [h43] + os55 AS ms52 }
CALL (ms52) { UNWIND ms52 AS x58 MATCH (x58)<-[:ABOUT]-(t59:Statement) WHERE t59.validFrom <= $p.day0 AND t59.validTo > $p.day0 AND t59.recordedAt <= $p.known0 AND t59.supersededAt > $p.known0 AND (t59.access IN $p.classes OR (t59.access IN $p.scoped0 AND (t59.court IS NULL OR t59.court STARTS WITH $p.courts0)) OR t59.access + '|' + t59.caseFile IN $p.filed) RETURN collect([t59.grade, t59.recordedAt, t59.validFrom, t59.slot, t59.measures, t59.servedOn, t59.publishedOn, t59.liftedOn, t59.termEndsOn, t59.caseNumber, t59.courtName, t59.edition, t59.suspends]) AS st57 }
RETURN collect([[h43.id, h43.kind, st57], [type(r41), out45, 0, r41.grade, r41.recordedAt, r41.validFrom, r41.validTo, r41.slot, r41.system, r41.document, r41.hash], []]) AS e39 }
RETURN collect([place, [n.id, n.kind, [], e39]]) AS f0_1
}
RETURN f0_0, f0_1
