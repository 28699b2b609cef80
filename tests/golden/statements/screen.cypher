// $classes = ['PUBLIC', 'PARTNER', 'PARTY', 'INTERNAL']
// $day0 = '2026-03-01'
// $keys1 = [[0, '91110000600037341L']]
// $keys30 = [[1, 'market|c1']]
// $kinds13 = ['LISTING', 'RESTRICTION']
// $kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $kinds31 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $kinds41 = ['LISTING', 'RESTRICTION']
// $known0 = '2026-03-01T00:00:00.000000Z'
// $limit20 = 1001
// $limit48 = 1001
CALL () {
UNWIND $keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (t3:Statement {uscc: key}) WHERE t3.validFrom <= $day0 AND t3.validTo > $day0 AND t3.recordedAt <= $known0 AND t3.supersededAt > $known0
MATCH (t3)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $kinds2
OPTIONAL MATCH (n0)-[m28:SAME_AS]->(c29:Node) WHERE m28.validFrom <= $day0 AND m28.validTo > $day0 AND m28.recordedAt <= $known0 AND m28.supersededAt > $known0
WITH place, t3, coalesce(c29, n0) AS n
WITH place, t3, n ORDER BY place, t3.grade, t3.recordedAt DESC, t3.slot
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $day0 AND m5.validTo > $day0 AND m5.recordedAt <= $known0 AND m5.supersededAt > $known0 WITH n, collect(o6) AS os7 RETURN [n] + os7 AS ms4 }
CALL (ms4) { UNWIND ms4 AS x9 MATCH (x9)<-[r10:TARGETS]-(h11:Node) WHERE r10.validFrom <= $day0 AND r10.validTo > $day0 AND r10.recordedAt <= $known0 AND r10.supersededAt > $known0 AND r10.access IN $classes AND h11.kind IN $kinds13 AND EXISTS { MATCH (h11)<-[:ABOUT]-(t15:Statement) WHERE t15.validFrom <= $day0 AND t15.validTo > $day0 AND t15.recordedAt <= $known0 AND t15.supersededAt > $known0 AND t15.access IN $classes }
WITH r10, h11, startNode(r10) = x9 AS out14
OPTIONAL MATCH (h11)-[m16:SAME_AS]->(c17:Node) WHERE m16.validFrom <= $day0 AND m16.validTo > $day0 AND m16.recordedAt <= $known0 AND m16.supersededAt > $known0
WITH r10, out14, coalesce(c17, h11) AS h12
WITH h12, r10, out14, type(r10) AS kind19 ORDER BY r10.grade, r10.recordedAt DESC, r10.validFrom DESC, r10.slot
WITH h12, kind19, out14, collect(DISTINCT r10) AS rs18
WITH h12, out14, rs18, rs18[0] AS r10
WITH h12, r10, rs18, out14 ORDER BY 0 DESC, h12.id, r10.slot LIMIT $limit20
CALL (h12) { OPTIONAL MATCH (h12)<-[m22:SAME_AS]-(o23:Node) WHERE m22.validFrom <= $day0 AND m22.validTo > $day0 AND m22.recordedAt <= $known0 AND m22.supersededAt > $known0 WITH h12, collect(o23) AS os24 RETURN [h12] + os24 AS ms21 }
CALL (ms21) { UNWIND ms21 AS x26 MATCH (x26)<-[:ABOUT]-(t27:Statement) WHERE t27.validFrom <= $day0 AND t27.validTo > $day0 AND t27.recordedAt <= $known0 AND t27.supersededAt > $known0 AND t27.access IN $classes RETURN collect([t27.grade, t27.recordedAt, t27.validFrom, t27.slot, t27.measures, t27.servedOn, t27.publishedOn, t27.liftedOn, t27.termEndsOn, t27.caseNumber, t27.courtName, t27.edition, t27.suspends]) AS st25 }
RETURN collect([[h12.id, h12.kind, st25], [type(r10), out14, 0, r10.grade, r10.recordedAt, r10.validFrom, r10.validTo, r10.slot, r10.system, r10.document, r10.hash], []]) AS e8 }
RETURN collect([place, [n.id, n.kind, [], e8]]) AS f0_0
}
CALL () {
UNWIND $keys30 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {rk: key}) WHERE n0.kind IN $kinds31
OPTIONAL MATCH (n0)-[m56:SAME_AS]->(c57:Node) WHERE m56.validFrom <= $day0 AND m56.validTo > $day0 AND m56.recordedAt <= $known0 AND m56.supersededAt > $known0
WITH place, coalesce(c57, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m33:SAME_AS]-(o34:Node) WHERE m33.validFrom <= $day0 AND m33.validTo > $day0 AND m33.recordedAt <= $known0 AND m33.supersededAt > $known0 WITH n, collect(o34) AS os35 RETURN [n] + os35 AS ms32 }
CALL (ms32) { UNWIND ms32 AS x37 MATCH (x37)<-[r38:TARGETS]-(h39:Node) WHERE r38.validFrom <= $day0 AND r38.validTo > $day0 AND r38.recordedAt <= $known0 AND r38.supersededAt > $known0 AND r38.access IN $classes AND h39.kind IN $kinds41 AND EXISTS { MATCH (h39)<-[:ABOUT]-(t43:Statement) WHERE t43.validFrom <= $day0 AND t43.validTo > $day0 AND t43.recordedAt <= $known0 AND t43.supersededAt > $known0 AND t43.access IN $classes }
WITH r38, h39, startNode(r38) = x37 AS out42
OPTIONAL MATCH (h39)-[m44:SAME_AS]->(c45:Node) WHERE m44.validFrom <= $day0 AND m44.validTo > $day0 AND m44.recordedAt <= $known0 AND m44.supersededAt > $known0
WITH r38, out42, coalesce(c45, h39) AS h40
WITH h40, r38, out42, type(r38) AS kind47 ORDER BY r38.grade, r38.recordedAt DESC, r38.validFrom DESC, r38.slot
WITH h40, kind47, out42, collect(DISTINCT r38) AS rs46
WITH h40, out42, rs46, rs46[0] AS r38
WITH h40, r38, rs46, out42 ORDER BY 0 DESC, h40.id, r38.slot LIMIT $limit48
CALL (h40) { OPTIONAL MATCH (h40)<-[m50:SAME_AS]-(o51:Node) WHERE m50.validFrom <= $day0 AND m50.validTo > $day0 AND m50.recordedAt <= $known0 AND m50.supersededAt > $known0 WITH h40, collect(o51) AS os52 RETURN [h40] + os52 AS ms49 }
CALL (ms49) { UNWIND ms49 AS x54 MATCH (x54)<-[:ABOUT]-(t55:Statement) WHERE t55.validFrom <= $day0 AND t55.validTo > $day0 AND t55.recordedAt <= $known0 AND t55.supersededAt > $known0 AND t55.access IN $classes RETURN collect([t55.grade, t55.recordedAt, t55.validFrom, t55.slot, t55.measures, t55.servedOn, t55.publishedOn, t55.liftedOn, t55.termEndsOn, t55.caseNumber, t55.courtName, t55.edition, t55.suspends]) AS st53 }
RETURN collect([[h40.id, h40.kind, st53], [type(r38), out42, 0, r38.grade, r38.recordedAt, r38.validFrom, r38.validTo, r38.slot, r38.system, r38.document, r38.hash], []]) AS e36 }
RETURN collect([place, [n.id, n.kind, [], e36]]) AS f0_1
}
RETURN f0_0, f0_1
