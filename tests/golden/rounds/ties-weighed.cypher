// $p.among20 = ['SHAREHOLDER_OF', 'INFLUENCES', 'BRANCH_OF', 'GUARANTOR_OF', 'NOMINEE_FOR', 'ACTS_IN_CONCERT', 'LEGAL_REP_OF', 'PRINCIPAL_OF', 'DIRECTLY_RESPONSIBLE_FOR', 'DIRECTOR_OF', 'SUPERVISOR_OF', 'MANAGER_OF', 'EMPLOYS', 'RELATIVE_OF', 'SUPERVISED_BY', 'SUBORDINATE_TO', 'HEARD_BY', 'PARTY_TO', 'ENFORCES', 'CONTRACTS_FOR', 'TAKES_PART_IN', 'OWNS_ACCOUNT', 'TRANSFERS', 'SIGNS_IN', 'USES', 'TARGETS', 'REPORTS_PROPERTY', 'MEDIATES']
// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.kinds18 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.late26 = 'INDIRECT'
// $p.limit28 = 201
// $p.mutual22 = ['ACTS_IN_CONCERT', 'RELATIVE_OF']
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m29:SAME_AS]->(c30:Node) WHERE m29.validFrom <= $p.day0 AND m29.validTo > $p.day0 AND m29.recordedAt <= $p.known0 AND m29.supersededAt > $p.known0 AND (m29.access IN $p.classes OR (m29.access IN $p.scoped0 AND (m29.court IS NULL OR m29.court STARTS WITH $p.courts0)) OR m29.access + '|' + m29.caseFile IN $p.filed)
WITH place, coalesce(c30, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m8:SAME_AS]-(o9:Node) WHERE m8.validFrom <= $p.day0 AND m8.validTo > $p.day0 AND m8.recordedAt <= $p.known0 AND m8.supersededAt > $p.known0 AND (m8.access IN $p.classes OR (m8.access IN $p.scoped0 AND (m8.court IS NULL OR m8.court STARTS WITH $p.courts0)) OR m8.access + '|' + m8.caseFile IN $p.filed) WITH n, collect(o9) AS os10 UNWIND [n] + os10 AS x11 WITH x11 WHERE EXISTS { MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) } RETURN collect(x11) AS ms7 }
CALL (ms7) { UNWIND ms7 AS x14 MATCH (x14)-[r15:SHAREHOLDER_OF|INFLUENCES|BRANCH_OF|GUARANTOR_OF|NOMINEE_FOR|ACTS_IN_CONCERT|LEGAL_REP_OF|PRINCIPAL_OF|DIRECTLY_RESPONSIBLE_FOR|DIRECTOR_OF|SUPERVISOR_OF|MANAGER_OF|EMPLOYS|RELATIVE_OF|SUPERVISED_BY|SUBORDINATE_TO|HEARD_BY|PARTY_TO|ENFORCES|CONTRACTS_FOR|TAKES_PART_IN|OWNS_ACCOUNT|TRANSFERS|SIGNS_IN|USES|TARGETS|REPORTS_PROPERTY|MEDIATES]-(h16:Node) WHERE type(r15) IN $p.among20 AND r15.validFrom <= $p.day0 AND r15.validTo > $p.day0 AND r15.recordedAt <= $p.known0 AND r15.supersededAt > $p.known0 AND (r15.access IN $p.classes OR (r15.access IN $p.scoped0 AND (r15.court IS NULL OR r15.court STARTS WITH $p.courts0)) OR r15.access + '|' + r15.caseFile IN $p.filed) AND h16.kind IN $p.kinds18 AND EXISTS { MATCH (h16)<-[:ABOUT]-(t21:Statement) WHERE t21.validFrom <= $p.day0 AND t21.validTo > $p.day0 AND t21.recordedAt <= $p.known0 AND t21.supersededAt > $p.known0 AND (t21.access IN $p.classes OR (t21.access IN $p.scoped0 AND (t21.court IS NULL OR t21.court STARTS WITH $p.courts0)) OR t21.access + '|' + t21.caseFile IN $p.filed) }
WITH r15, h16, CASE WHEN type(r15) IN $p.mutual22 THEN true ELSE startNode(r15) = x14 END AS out19
OPTIONAL MATCH (h16)-[m23:SAME_AS]->(c24:Node) WHERE m23.validFrom <= $p.day0 AND m23.validTo > $p.day0 AND m23.recordedAt <= $p.known0 AND m23.supersededAt > $p.known0 AND (m23.access IN $p.classes OR (m23.access IN $p.scoped0 AND (m23.court IS NULL OR m23.court STARTS WITH $p.courts0)) OR m23.access + '|' + m23.caseFile IN $p.filed)
WITH r15, out19, coalesce(c24, h16) AS h17
WITH h17, r15, out19, type(r15) AS kind27 ORDER BY CASE WHEN r15.directness = $p.late26 THEN 1 ELSE 0 END, r15.grade, r15.recordedAt DESC, r15.validFrom DESC, r15.slot
WITH h17, kind27, out19, collect(DISTINCT r15) AS rs25
WITH h17, out19, rs25, rs25[0] AS r15
WITH h17, r15, rs25, out19 ORDER BY 0 DESC, h17.id, r15.slot LIMIT $p.limit28
RETURN collect([[h17.id, h17.kind, []], [type(r15), out19, 0, r15.grade, r15.recordedAt, r15.validFrom, r15.validTo, r15.slot, r15.system, r15.document, r15.hash, r15.share, r15.shareMin, r15.shareMax, r15.amount, r15.votingShare, r15.interest, r15.directness, r15.beneficial], []]) AS e13 }
RETURN collect([place, [n.id, n.kind, [], e13]]) AS f0_0
}
RETURN f0_0
