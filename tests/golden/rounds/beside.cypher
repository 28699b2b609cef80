// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.day1 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.given24 = ''
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.keys29 = [[0, '00000000000000000000000000000000']]
// $p.kinds18 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'GOVERNMENT_BODY', 'UNION', 'UNSPECIFIED']
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.kinds30 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.kinds46 = ['PERSON', 'COMPANY', 'UNSPECIFIED', 'ARRANGEMENT', 'GOVERNMENT_BODY']
// $p.kinds59 = ['MEDIUM']
// $p.kinds81 = ['PERSON', 'COMPANY', 'GOVERNMENT_BODY', 'UNION', 'MEDIATION_ORG']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.known1 = '2026-03-01T00:00:00.000000Z'
// $p.limit26 = 201
// $p.limit53 = 201
// $p.limit66 = 22
// $p.limit88 = 22
// $p.mutual21 = ['ACTS_IN_CONCERT', 'RELATIVE_OF']
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m27:SAME_AS]->(c28:Node) WHERE m27.validFrom <= $p.day0 AND m27.validTo > $p.day0 AND m27.recordedAt <= $p.known0 AND m27.supersededAt > $p.known0 AND (m27.access IN $p.classes OR (m27.access IN $p.scoped0 AND (m27.court IS NULL OR m27.court STARTS WITH $p.courts0)) OR m27.access + '|' + m27.caseFile IN $p.filed)
WITH place, coalesce(c28, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m8:SAME_AS]-(o9:Node) WHERE m8.validFrom <= $p.day0 AND m8.validTo > $p.day0 AND m8.recordedAt <= $p.known0 AND m8.supersededAt > $p.known0 AND (m8.access IN $p.classes OR (m8.access IN $p.scoped0 AND (m8.court IS NULL OR m8.court STARTS WITH $p.courts0)) OR m8.access + '|' + m8.caseFile IN $p.filed) WITH n, collect(o9) AS os10 UNWIND [n] + os10 AS x11 WITH x11 WHERE EXISTS { MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) } RETURN collect(x11) AS ms7 }
CALL (ms7) { UNWIND ms7 AS x14 MATCH (x14)-[r15:ACTS_IN_CONCERT|RELATIVE_OF|NOMINEE_FOR|INFLUENCES]-(h16:Node) WHERE r15.validFrom <= $p.day0 AND r15.validTo > $p.day0 AND r15.recordedAt <= $p.known0 AND r15.supersededAt > $p.known0 AND (r15.access IN $p.classes OR (r15.access IN $p.scoped0 AND (r15.court IS NULL OR r15.court STARTS WITH $p.courts0)) OR r15.access + '|' + r15.caseFile IN $p.filed) AND h16.kind IN $p.kinds18 AND EXISTS { MATCH (h16)<-[:ABOUT]-(t20:Statement) WHERE t20.validFrom <= $p.day0 AND t20.validTo > $p.day0 AND t20.recordedAt <= $p.known0 AND t20.supersededAt > $p.known0 AND (t20.access IN $p.classes OR (t20.access IN $p.scoped0 AND (t20.court IS NULL OR t20.court STARTS WITH $p.courts0)) OR t20.access + '|' + t20.caseFile IN $p.filed) }
WITH r15, h16, CASE WHEN type(r15) IN $p.mutual21 THEN true ELSE startNode(r15) = x14 END AS out19
OPTIONAL MATCH (h16)-[m22:SAME_AS]->(c23:Node) WHERE m22.validFrom <= $p.day0 AND m22.validTo > $p.day0 AND m22.recordedAt <= $p.known0 AND m22.supersededAt > $p.known0 AND (m22.access IN $p.classes OR (m22.access IN $p.scoped0 AND (m22.court IS NULL OR m22.court STARTS WITH $p.courts0)) OR m22.access + '|' + m22.caseFile IN $p.filed)
WITH r15, out19, coalesce(c23, h16) AS h17
WITH DISTINCT h17, r15, out19, [r15] AS rs25
WITH h17, r15, rs25, out19 ORDER BY 0 DESC, h17.id, r15.slot + $p.given24 LIMIT $p.limit26
RETURN collect([[h17.id, h17.kind, []], [type(r15), out19, 0, r15.grade, r15.recordedAt, r15.validFrom, r15.validTo, r15.slot, r15.system, r15.document, r15.hash, r15.basis, r15.interest, r15.share, r15.shareMin, r15.shareMax, r15.directness, null], []]) AS e13 }
RETURN collect([place, [n.id, n.kind, [], e13]]) AS f0_0
}
CALL () {
UNWIND $p.keys29 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds30 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t34:Statement) WHERE t34.validFrom <= $p.day1 AND t34.validTo > $p.day1 AND t34.recordedAt <= $p.known1 AND t34.supersededAt > $p.known1 AND (t34.access IN $p.classes OR (t34.access IN $p.scoped0 AND (t34.court IS NULL OR t34.court STARTS WITH $p.courts0)) OR t34.access + '|' + t34.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m31:SAME_AS]-(o32:Node)<-[:ABOUT]-(t33:Statement) WHERE m31.validFrom <= $p.day1 AND m31.validTo > $p.day1 AND m31.recordedAt <= $p.known1 AND m31.supersededAt > $p.known1 AND (m31.access IN $p.classes OR (m31.access IN $p.scoped0 AND (m31.court IS NULL OR m31.court STARTS WITH $p.courts0)) OR m31.access + '|' + m31.caseFile IN $p.filed) AND t33.validFrom <= $p.day1 AND t33.validTo > $p.day1 AND t33.recordedAt <= $p.known1 AND t33.supersededAt > $p.known1 AND (t33.access IN $p.classes OR (t33.access IN $p.scoped0 AND (t33.court IS NULL OR t33.court STARTS WITH $p.courts0)) OR t33.access + '|' + t33.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m89:SAME_AS]->(c90:Node) WHERE m89.validFrom <= $p.day1 AND m89.validTo > $p.day1 AND m89.recordedAt <= $p.known1 AND m89.supersededAt > $p.known1 AND (m89.access IN $p.classes OR (m89.access IN $p.scoped0 AND (m89.court IS NULL OR m89.court STARTS WITH $p.courts0)) OR m89.access + '|' + m89.caseFile IN $p.filed)
WITH place, coalesce(c90, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m36:SAME_AS]-(o37:Node) WHERE m36.validFrom <= $p.day1 AND m36.validTo > $p.day1 AND m36.recordedAt <= $p.known1 AND m36.supersededAt > $p.known1 AND (m36.access IN $p.classes OR (m36.access IN $p.scoped0 AND (m36.court IS NULL OR m36.court STARTS WITH $p.courts0)) OR m36.access + '|' + m36.caseFile IN $p.filed) WITH n, collect(o37) AS os38 UNWIND [n] + os38 AS x39 WITH x39 WHERE EXISTS { MATCH (x39)<-[:ABOUT]-(t40:Statement) WHERE t40.validFrom <= $p.day1 AND t40.validTo > $p.day1 AND t40.recordedAt <= $p.known1 AND t40.supersededAt > $p.known1 AND (t40.access IN $p.classes OR (t40.access IN $p.scoped0 AND (t40.court IS NULL OR t40.court STARTS WITH $p.courts0)) OR t40.access + '|' + t40.caseFile IN $p.filed) } RETURN collect(x39) AS ms35 }
CALL (ms35) { UNWIND ms35 AS x42 MATCH (x42)<-[r43:LEGAL_REP_OF|PRINCIPAL_OF|DIRECTOR_OF|SUPERVISOR_OF|MANAGER_OF|GUARANTOR_OF]-(h44:Node) WHERE r43.validFrom <= $p.day1 AND r43.recordedAt <= $p.known1 AND r43.supersededAt > $p.known1 AND (r43.access IN $p.classes OR (r43.access IN $p.scoped0 AND (r43.court IS NULL OR r43.court STARTS WITH $p.courts0)) OR r43.access + '|' + r43.caseFile IN $p.filed) AND h44.kind IN $p.kinds46 AND EXISTS { MATCH (h44)<-[:ABOUT]-(t48:Statement) WHERE t48.validFrom <= $p.day1 AND t48.validTo > $p.day1 AND t48.recordedAt <= $p.known1 AND t48.supersededAt > $p.known1 AND (t48.access IN $p.classes OR (t48.access IN $p.scoped0 AND (t48.court IS NULL OR t48.court STARTS WITH $p.courts0)) OR t48.access + '|' + t48.caseFile IN $p.filed) }
WITH r43, h44, false AS out47
OPTIONAL MATCH (h44)-[m49:SAME_AS]->(c50:Node) WHERE m49.validFrom <= $p.day1 AND m49.validTo > $p.day1 AND m49.recordedAt <= $p.known1 AND m49.supersededAt > $p.known1 AND (m49.access IN $p.classes OR (m49.access IN $p.scoped0 AND (m49.court IS NULL OR m49.court STARTS WITH $p.courts0)) OR m49.access + '|' + m49.caseFile IN $p.filed)
WITH r43, out47, coalesce(c50, h44) AS h45
WITH h45, r43, out47, type(r43) AS kind52 ORDER BY r43.grade, r43.recordedAt DESC, r43.validFrom DESC, r43.slot
WITH h45, kind52, out47, collect(DISTINCT r43) AS rs51
WITH h45, out47, rs51, rs51[0] AS r43
WITH h45, r43, rs51, out47 ORDER BY 0 DESC, h45.id, r43.slot LIMIT $p.limit53
RETURN collect([[h45.id, h45.kind, []], [type(r43), out47, 0, r43.grade, r43.recordedAt, r43.validFrom, r43.validTo, r43.slot, r43.system, r43.document, r43.hash], []]) AS e41 }
CALL (ms35) { UNWIND ms35 AS x55 MATCH (x55)-[r56:USES]->(h57:Node) WHERE r56.validFrom <= $p.day1 AND r56.validTo > $p.day1 AND r56.recordedAt <= $p.known1 AND r56.supersededAt > $p.known1 AND (r56.access IN $p.classes OR (r56.access IN $p.scoped0 AND (r56.court IS NULL OR r56.court STARTS WITH $p.courts0)) OR r56.access + '|' + r56.caseFile IN $p.filed) AND h57.kind IN $p.kinds59 AND EXISTS { MATCH (h57)<-[:ABOUT]-(t61:Statement) WHERE t61.validFrom <= $p.day1 AND t61.validTo > $p.day1 AND t61.recordedAt <= $p.known1 AND t61.supersededAt > $p.known1 AND (t61.access IN $p.classes OR (t61.access IN $p.scoped0 AND (t61.court IS NULL OR t61.court STARTS WITH $p.courts0)) OR t61.access + '|' + t61.caseFile IN $p.filed) }
WITH r56, h57, true AS out60
OPTIONAL MATCH (h57)-[m62:SAME_AS]->(c63:Node) WHERE m62.validFrom <= $p.day1 AND m62.validTo > $p.day1 AND m62.recordedAt <= $p.known1 AND m62.supersededAt > $p.known1 AND (m62.access IN $p.classes OR (m62.access IN $p.scoped0 AND (m62.court IS NULL OR m62.court STARTS WITH $p.courts0)) OR m62.access + '|' + m62.caseFile IN $p.filed)
WITH r56, out60, coalesce(c63, h57) AS h58
WITH h58, r56, out60, type(r56) AS kind65 ORDER BY r56.grade, r56.recordedAt DESC, r56.validFrom DESC, r56.slot
WITH h58, kind65, out60, collect(DISTINCT r56) AS rs64
WITH h58, out60, rs64, rs64[0] AS r56
WITH h58, r56, rs64, out60 ORDER BY 0 DESC, h58.id, r56.slot LIMIT $p.limit66
CALL (h58) { OPTIONAL MATCH (h58)<-[m68:SAME_AS]-(o69:Node) WHERE m68.validFrom <= $p.day1 AND m68.validTo > $p.day1 AND m68.recordedAt <= $p.known1 AND m68.supersededAt > $p.known1 AND (m68.access IN $p.classes OR (m68.access IN $p.scoped0 AND (m68.court IS NULL OR m68.court STARTS WITH $p.courts0)) OR m68.access + '|' + m68.caseFile IN $p.filed) WITH h58, collect(o69) AS os70 UNWIND [h58] + os70 AS x71 WITH x71 WHERE EXISTS { MATCH (x71)<-[:ABOUT]-(t72:Statement) WHERE t72.validFrom <= $p.day1 AND t72.validTo > $p.day1 AND t72.recordedAt <= $p.known1 AND t72.supersededAt > $p.known1 AND (t72.access IN $p.classes OR (t72.access IN $p.scoped0 AND (t72.court IS NULL OR t72.court STARTS WITH $p.courts0)) OR t72.access + '|' + t72.caseFile IN $p.filed) } RETURN collect(x71) AS ms67 }
CALL (ms67) { UNWIND ms67 AS x74 MATCH (x74)<-[:ABOUT]-(t75:Statement) WHERE t75.validFrom <= $p.day1 AND t75.validTo > $p.day1 AND t75.recordedAt <= $p.known1 AND t75.supersededAt > $p.known1 AND (t75.access IN $p.classes OR (t75.access IN $p.scoped0 AND (t75.court IS NULL OR t75.court STARTS WITH $p.courts0)) OR t75.access + '|' + t75.caseFile IN $p.filed) RETURN collect([t75.grade, t75.recordedAt, t75.validFrom, t75.slot, t75.mediumKind]) AS st73 }
CALL (ms67) { UNWIND ms67 AS x77 MATCH (x77)<-[r78:USES]-(h79:Node) WHERE r78.validFrom <= $p.day1 AND r78.validTo > $p.day1 AND r78.recordedAt <= $p.known1 AND r78.supersededAt > $p.known1 AND (r78.access IN $p.classes OR (r78.access IN $p.scoped0 AND (r78.court IS NULL OR r78.court STARTS WITH $p.courts0)) OR r78.access + '|' + r78.caseFile IN $p.filed) AND h79.kind IN $p.kinds81 AND EXISTS { MATCH (h79)<-[:ABOUT]-(t83:Statement) WHERE t83.validFrom <= $p.day1 AND t83.validTo > $p.day1 AND t83.recordedAt <= $p.known1 AND t83.supersededAt > $p.known1 AND (t83.access IN $p.classes OR (t83.access IN $p.scoped0 AND (t83.court IS NULL OR t83.court STARTS WITH $p.courts0)) OR t83.access + '|' + t83.caseFile IN $p.filed) }
WITH r78, h79, false AS out82
OPTIONAL MATCH (h79)-[m84:SAME_AS]->(c85:Node) WHERE m84.validFrom <= $p.day1 AND m84.validTo > $p.day1 AND m84.recordedAt <= $p.known1 AND m84.supersededAt > $p.known1 AND (m84.access IN $p.classes OR (m84.access IN $p.scoped0 AND (m84.court IS NULL OR m84.court STARTS WITH $p.courts0)) OR m84.access + '|' + m84.caseFile IN $p.filed)
WITH r78, out82, coalesce(c85, h79) AS h80
WITH h80, r78, out82, type(r78) AS kind87 ORDER BY r78.grade, r78.recordedAt DESC, r78.validFrom DESC, r78.slot
WITH h80, kind87, out82, collect(DISTINCT r78) AS rs86
WITH h80, out82, rs86, rs86[0] AS r78
WITH h80, r78, rs86, out82 ORDER BY 0 DESC, h80.id, r78.slot LIMIT $p.limit88
RETURN collect([[h80.id, h80.kind, []], [type(r78), out82, 0, r78.grade, r78.recordedAt, r78.validFrom, r78.validTo, r78.slot, r78.system, r78.document, r78.hash], []]) AS e76 }
RETURN collect([[h58.id, h58.kind, st73, e76], [type(r56), out60, 0, r56.grade, r56.recordedAt, r56.validFrom, r56.validTo, r56.slot, r56.system, r56.document, r56.hash], []]) AS e54 }
RETURN collect([place, [n.id, n.kind, [], e41, e54]]) AS f1_0
}
RETURN f0_0, f1_0
