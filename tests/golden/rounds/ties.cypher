// $p.among26 = ['SHAREHOLDER_OF', 'INFLUENCES', 'BRANCH_OF', 'GUARANTOR_OF', 'NOMINEE_FOR', 'ACTS_IN_CONCERT', 'LEGAL_REP_OF', 'PRINCIPAL_OF', 'DIRECTLY_RESPONSIBLE_FOR', 'DIRECTOR_OF', 'SUPERVISOR_OF', 'MANAGER_OF', 'EMPLOYS', 'RELATIVE_OF', 'SUPERVISED_BY', 'SUBORDINATE_TO', 'HEARD_BY', 'PARTY_TO', 'ENFORCES', 'CONTRACTS_FOR', 'TAKES_PART_IN', 'OWNS_ACCOUNT', 'TRANSFERS', 'SIGNS_IN', 'USES', 'TARGETS', 'REPORTS_PROPERTY', 'MEDIATES']
// $p.among38 = ['SHAREHOLDER_OF', 'INFLUENCES', 'BRANCH_OF', 'GUARANTOR_OF', 'NOMINEE_FOR', 'ACTS_IN_CONCERT', 'LEGAL_REP_OF', 'PRINCIPAL_OF', 'DIRECTLY_RESPONSIBLE_FOR', 'DIRECTOR_OF', 'SUPERVISOR_OF', 'MANAGER_OF', 'EMPLOYS', 'RELATIVE_OF', 'SUPERVISED_BY', 'SUBORDINATE_TO', 'HEARD_BY', 'PARTY_TO', 'ENFORCES', 'CONTRACTS_FOR', 'TAKES_PART_IN', 'OWNS_ACCOUNT', 'TRANSFERS', 'SIGNS_IN', 'USES', 'TARGETS', 'REPORTS_PROPERTY', 'MEDIATES']
// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.kinds24 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.kinds36 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.late44 = 'INDIRECT'
// $p.limit46 = 201
// $p.most15 = 200
// $p.most31 = 201
// $p.mutual28 = ['ACTS_IN_CONCERT', 'RELATIVE_OF']
// $p.mutual40 = ['ACTS_IN_CONCERT', 'RELATIVE_OF']
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m47:SAME_AS]->(c48:Node) WHERE m47.validFrom <= $p.day0 AND m47.validTo > $p.day0 AND m47.recordedAt <= $p.known0 AND m47.supersededAt > $p.known0 AND (m47.access IN $p.classes OR (m47.access IN $p.scoped0 AND (m47.court IS NULL OR m47.court STARTS WITH $p.courts0)) OR m47.access + '|' + m47.caseFile IN $p.filed)
WITH place, coalesce(c48, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m8:SAME_AS]-(o9:Node) WHERE m8.validFrom <= $p.day0 AND m8.validTo > $p.day0 AND m8.recordedAt <= $p.known0 AND m8.supersededAt > $p.known0 AND (m8.access IN $p.classes OR (m8.access IN $p.scoped0 AND (m8.court IS NULL OR m8.court STARTS WITH $p.courts0)) OR m8.access + '|' + m8.caseFile IN $p.filed) WITH n, collect(o9) AS os10 UNWIND [n] + os10 AS x11 WITH x11 WHERE EXISTS { MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) } RETURN collect(x11) AS ms7 }
CALL (ms7) { UNWIND ms7 AS x17 RETURN sum(COUNT { (x17)--() }) AS raw18 }
WITH *, CASE WHEN raw18 > $p.most15 THEN ms7 ELSE [] END AS ms19
CALL (ms19) { UNWIND ms19 AS x20 MATCH (x20)-[r21:SHAREHOLDER_OF|INFLUENCES|BRANCH_OF|GUARANTOR_OF|NOMINEE_FOR|ACTS_IN_CONCERT|LEGAL_REP_OF|PRINCIPAL_OF|DIRECTLY_RESPONSIBLE_FOR|DIRECTOR_OF|SUPERVISOR_OF|MANAGER_OF|EMPLOYS|RELATIVE_OF|SUPERVISED_BY|SUBORDINATE_TO|HEARD_BY|PARTY_TO|ENFORCES|CONTRACTS_FOR|TAKES_PART_IN|OWNS_ACCOUNT|TRANSFERS|SIGNS_IN|USES|TARGETS|REPORTS_PROPERTY|MEDIATES]-(h22:Node) WHERE type(r21) IN $p.among26 AND r21.validFrom <= $p.day0 AND r21.validTo > $p.day0 AND r21.recordedAt <= $p.known0 AND r21.supersededAt > $p.known0 AND (r21.access IN $p.classes OR (r21.access IN $p.scoped0 AND (r21.court IS NULL OR r21.court STARTS WITH $p.courts0)) OR r21.access + '|' + r21.caseFile IN $p.filed) AND h22.kind IN $p.kinds24 AND EXISTS { MATCH (h22)<-[:ABOUT]-(t27:Statement) WHERE t27.validFrom <= $p.day0 AND t27.validTo > $p.day0 AND t27.recordedAt <= $p.known0 AND t27.supersededAt > $p.known0 AND (t27.access IN $p.classes OR (t27.access IN $p.scoped0 AND (t27.court IS NULL OR t27.court STARTS WITH $p.courts0)) OR t27.access + '|' + t27.caseFile IN $p.filed) }
WITH r21, h22, CASE WHEN type(r21) IN $p.mutual28 THEN true ELSE startNode(r21) = x20 END AS out25
OPTIONAL MATCH (h22)-[m29:SAME_AS]->(c30:Node) WHERE m29.validFrom <= $p.day0 AND m29.validTo > $p.day0 AND m29.recordedAt <= $p.known0 AND m29.supersededAt > $p.known0 AND (m29.access IN $p.classes OR (m29.access IN $p.scoped0 AND (m29.court IS NULL OR m29.court STARTS WITH $p.courts0)) OR m29.access + '|' + m29.caseFile IN $p.filed)
WITH r21, out25, coalesce(c30, h22) AS h23
WITH DISTINCT h23, type(r21) AS kind, out25 LIMIT $p.most31 RETURN count(*) AS c14 }
WITH *, CASE WHEN c14 > $p.most15 THEN [] ELSE ms7 END AS ms16
CALL (ms16) { UNWIND ms16 AS x32 MATCH (x32)-[r33:SHAREHOLDER_OF|INFLUENCES|BRANCH_OF|GUARANTOR_OF|NOMINEE_FOR|ACTS_IN_CONCERT|LEGAL_REP_OF|PRINCIPAL_OF|DIRECTLY_RESPONSIBLE_FOR|DIRECTOR_OF|SUPERVISOR_OF|MANAGER_OF|EMPLOYS|RELATIVE_OF|SUPERVISED_BY|SUBORDINATE_TO|HEARD_BY|PARTY_TO|ENFORCES|CONTRACTS_FOR|TAKES_PART_IN|OWNS_ACCOUNT|TRANSFERS|SIGNS_IN|USES|TARGETS|REPORTS_PROPERTY|MEDIATES]-(h34:Node) WHERE type(r33) IN $p.among38 AND r33.validFrom <= $p.day0 AND r33.validTo > $p.day0 AND r33.recordedAt <= $p.known0 AND r33.supersededAt > $p.known0 AND (r33.access IN $p.classes OR (r33.access IN $p.scoped0 AND (r33.court IS NULL OR r33.court STARTS WITH $p.courts0)) OR r33.access + '|' + r33.caseFile IN $p.filed) AND h34.kind IN $p.kinds36 AND EXISTS { MATCH (h34)<-[:ABOUT]-(t39:Statement) WHERE t39.validFrom <= $p.day0 AND t39.validTo > $p.day0 AND t39.recordedAt <= $p.known0 AND t39.supersededAt > $p.known0 AND (t39.access IN $p.classes OR (t39.access IN $p.scoped0 AND (t39.court IS NULL OR t39.court STARTS WITH $p.courts0)) OR t39.access + '|' + t39.caseFile IN $p.filed) }
WITH r33, h34, CASE WHEN type(r33) IN $p.mutual40 THEN true ELSE startNode(r33) = x32 END AS out37
OPTIONAL MATCH (h34)-[m41:SAME_AS]->(c42:Node) WHERE m41.validFrom <= $p.day0 AND m41.validTo > $p.day0 AND m41.recordedAt <= $p.known0 AND m41.supersededAt > $p.known0 AND (m41.access IN $p.classes OR (m41.access IN $p.scoped0 AND (m41.court IS NULL OR m41.court STARTS WITH $p.courts0)) OR m41.access + '|' + m41.caseFile IN $p.filed)
WITH r33, out37, coalesce(c42, h34) AS h35
WITH h35, r33, out37, type(r33) AS kind45 ORDER BY CASE WHEN r33.directness = $p.late44 THEN 1 ELSE 0 END, r33.grade, r33.recordedAt DESC, r33.validFrom DESC, r33.slot
WITH h35, kind45, out37, collect(DISTINCT r33) AS rs43
WITH h35, out37, rs43, rs43[0] AS r33
WITH h35, r33, rs43, out37 ORDER BY 0 DESC, h35.id, r33.slot LIMIT $p.limit46
RETURN collect([[h35.id, h35.kind, []], [type(r33), out37, 0, r33.grade, r33.recordedAt, r33.validFrom, r33.validTo, r33.slot, r33.system, r33.document, r33.hash], []]) AS e13 }
RETURN collect([place, [n.id, n.kind, [], CASE WHEN c14 > $p.most15 THEN null ELSE e13 END]]) AS f0_0
}
RETURN f0_0
