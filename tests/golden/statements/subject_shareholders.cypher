// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '91110000600037341L']]
// $p.kinds18 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'GOVERNMENT_BODY', 'UNION', 'UNSPECIFIED']
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.kinds41 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'GOVERNMENT_BODY', 'UNION', 'UNSPECIFIED']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.late24 = 'INDIRECT'
// $p.limit26 = 21
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (t3:Statement {uscc: key}) WHERE t3.validFrom <= $p.day0 AND t3.validTo > $p.day0 AND t3.recordedAt <= $p.known0 AND t3.supersededAt > $p.known0 AND (t3.access IN $p.classes OR (t3.access IN $p.scoped0 AND (t3.court IS NULL OR t3.court STARTS WITH $p.courts0)) OR t3.access + '|' + t3.caseFile IN $p.filed)
MATCH (t3)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $p.kinds2
OPTIONAL MATCH (n0)-[m46:SAME_AS]->(c47:Node) WHERE m46.validFrom <= $p.day0 AND m46.validTo > $p.day0 AND m46.recordedAt <= $p.known0 AND m46.supersededAt > $p.known0 AND (m46.access IN $p.classes OR (m46.access IN $p.scoped0 AND (m46.court IS NULL OR m46.court STARTS WITH $p.courts0)) OR m46.access + '|' + m46.caseFile IN $p.filed)
WITH place, t3, coalesce(c47, n0) AS n
WITH place, t3, n ORDER BY place, t3.grade, t3.recordedAt DESC, t3.slot
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $p.day0 AND m5.validTo > $p.day0 AND m5.recordedAt <= $p.known0 AND m5.supersededAt > $p.known0 AND (m5.access IN $p.classes OR (m5.access IN $p.scoped0 AND (m5.court IS NULL OR m5.court STARTS WITH $p.courts0)) OR m5.access + '|' + m5.caseFile IN $p.filed) WITH n, collect(o6) AS os7 UNWIND [n] + os7 AS x8 WITH x8 WHERE EXISTS { MATCH (x8)<-[:ABOUT]-(t9:Statement) WHERE t9.validFrom <= $p.day0 AND t9.validTo > $p.day0 AND t9.recordedAt <= $p.known0 AND t9.supersededAt > $p.known0 AND (t9.access IN $p.classes OR (t9.access IN $p.scoped0 AND (t9.court IS NULL OR t9.court STARTS WITH $p.courts0)) OR t9.access + '|' + t9.caseFile IN $p.filed) } RETURN collect(x8) AS ms4 }
CALL (ms4) { UNWIND ms4 AS x11 MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) RETURN collect([t12.grade, t12.recordedAt, t12.validFrom, t12.slot, t12.name]) AS st10 }
CALL (ms4) { UNWIND ms4 AS x14 MATCH (x14)<-[r15:SHAREHOLDER_OF]-(h16:Node) WHERE r15.validFrom <= $p.day0 AND r15.validTo > $p.day0 AND r15.recordedAt <= $p.known0 AND r15.supersededAt > $p.known0 AND (r15.access IN $p.classes OR (r15.access IN $p.scoped0 AND (r15.court IS NULL OR r15.court STARTS WITH $p.courts0)) OR r15.access + '|' + r15.caseFile IN $p.filed) AND h16.kind IN $p.kinds18 AND EXISTS { MATCH (h16)<-[:ABOUT]-(t20:Statement) WHERE t20.validFrom <= $p.day0 AND t20.validTo > $p.day0 AND t20.recordedAt <= $p.known0 AND t20.supersededAt > $p.known0 AND (t20.access IN $p.classes OR (t20.access IN $p.scoped0 AND (t20.court IS NULL OR t20.court STARTS WITH $p.courts0)) OR t20.access + '|' + t20.caseFile IN $p.filed) }
WITH r15, h16, false AS out19
OPTIONAL MATCH (h16)-[m21:SAME_AS]->(c22:Node) WHERE m21.validFrom <= $p.day0 AND m21.validTo > $p.day0 AND m21.recordedAt <= $p.known0 AND m21.supersededAt > $p.known0 AND (m21.access IN $p.classes OR (m21.access IN $p.scoped0 AND (m21.court IS NULL OR m21.court STARTS WITH $p.courts0)) OR m21.access + '|' + m21.caseFile IN $p.filed)
WITH r15, out19, coalesce(c22, h16) AS h17
WITH h17, r15, out19, type(r15) AS kind25 ORDER BY CASE WHEN r15.directness = $p.late24 THEN 1 ELSE 0 END, r15.grade, r15.recordedAt DESC, r15.validFrom DESC, r15.slot
WITH h17, kind25, out19, collect(DISTINCT r15) AS rs23
WITH h17, out19, rs23, rs23[0] AS r15
WITH h17, r15, rs23, out19 ORDER BY coalesce(r15.share, -1.0) DESC, h17.id, r15.slot LIMIT $p.limit26
CALL (h17) { OPTIONAL MATCH (h17)<-[m28:SAME_AS]-(o29:Node) WHERE m28.validFrom <= $p.day0 AND m28.validTo > $p.day0 AND m28.recordedAt <= $p.known0 AND m28.supersededAt > $p.known0 AND (m28.access IN $p.classes OR (m28.access IN $p.scoped0 AND (m28.court IS NULL OR m28.court STARTS WITH $p.courts0)) OR m28.access + '|' + m28.caseFile IN $p.filed) WITH h17, collect(o29) AS os30 RETURN [h17] + os30 AS ms27 }
CALL (ms27) { UNWIND ms27 AS x33 MATCH (x33)<-[:ABOUT]-(t34:Statement) WHERE t34.validFrom <= $p.day0 AND t34.validTo > $p.day0 AND t34.recordedAt <= $p.known0 AND t34.supersededAt > $p.known0 AND (t34.access IN $p.classes OR (t34.access IN $p.scoped0 AND (t34.court IS NULL OR t34.court STARTS WITH $p.courts0)) OR t34.access + '|' + t34.caseFile IN $p.filed) RETURN collect([t34.grade, t34.recordedAt, t34.validFrom, t34.slot, t34.name]) AS st32 }
RETURN collect([[h17.id, h17.kind, st32], [type(r15), out19, coalesce(r15.share, -1.0), r15.grade, r15.recordedAt, r15.validFrom, r15.validTo, r15.slot, r15.system, r15.document, r15.hash, r15.share], [q35 IN rs23[1..] | [type(q35), out19, coalesce(q35.share, -1.0), q35.grade, q35.recordedAt, q35.validFrom, q35.validTo, q35.slot, q35.system, q35.document, q35.hash, q35.share]]]) AS e13 }
CALL (ms4) { UNWIND ms4 AS x37 MATCH (x37)<-[r38:SHAREHOLDER_OF]-(h39:Node) WHERE r38.validFrom <= $p.day0 AND r38.validTo > $p.day0 AND r38.recordedAt <= $p.known0 AND r38.supersededAt > $p.known0 AND (r38.access IN $p.classes OR (r38.access IN $p.scoped0 AND (r38.court IS NULL OR r38.court STARTS WITH $p.courts0)) OR r38.access + '|' + r38.caseFile IN $p.filed) AND h39.kind IN $p.kinds41 AND EXISTS { MATCH (h39)<-[:ABOUT]-(t43:Statement) WHERE t43.validFrom <= $p.day0 AND t43.validTo > $p.day0 AND t43.recordedAt <= $p.known0 AND t43.supersededAt > $p.known0 AND (t43.access IN $p.classes OR (t43.access IN $p.scoped0 AND (t43.court IS NULL OR t43.court STARTS WITH $p.courts0)) OR t43.access + '|' + t43.caseFile IN $p.filed) }
WITH r38, h39, false AS out42
OPTIONAL MATCH (h39)-[m44:SAME_AS]->(c45:Node) WHERE m44.validFrom <= $p.day0 AND m44.validTo > $p.day0 AND m44.recordedAt <= $p.known0 AND m44.supersededAt > $p.known0 AND (m44.access IN $p.classes OR (m44.access IN $p.scoped0 AND (m44.court IS NULL OR m44.court STARTS WITH $p.courts0)) OR m44.access + '|' + m44.caseFile IN $p.filed)
WITH r38, out42, coalesce(c45, h39) AS h40
RETURN count(DISTINCT h40) AS c36 }
RETURN collect([place, [n.id, n.kind, st10, e13, c36]]) AS f0_0
}
RETURN f0_0
