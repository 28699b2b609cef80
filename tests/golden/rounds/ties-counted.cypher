// $p.among21 = ['SHAREHOLDER_OF', 'INFLUENCES', 'BRANCH_OF', 'GUARANTOR_OF', 'NOMINEE_FOR', 'ACTS_IN_CONCERT', 'LEGAL_REP_OF', 'PRINCIPAL_OF', 'DIRECTLY_RESPONSIBLE_FOR', 'DIRECTOR_OF', 'SUPERVISOR_OF', 'MANAGER_OF', 'EMPLOYS', 'RELATIVE_OF', 'SUPERVISED_BY', 'SUBORDINATE_TO', 'HEARD_BY', 'PARTY_TO', 'ENFORCES', 'CONTRACTS_FOR', 'TAKES_PART_IN', 'OWNS_ACCOUNT', 'TRANSFERS', 'SIGNS_IN', 'USES', 'TARGETS', 'REPORTS_PROPERTY', 'MEDIATES']
// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.kinds19 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.most26 = 2001
// $p.mutual23 = ['ACTS_IN_CONCERT', 'RELATIVE_OF']
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
CALL (ms7) { UNWIND ms7 AS x15 MATCH (x15)-[r16:SHAREHOLDER_OF|INFLUENCES|BRANCH_OF|GUARANTOR_OF|NOMINEE_FOR|ACTS_IN_CONCERT|LEGAL_REP_OF|PRINCIPAL_OF|DIRECTLY_RESPONSIBLE_FOR|DIRECTOR_OF|SUPERVISOR_OF|MANAGER_OF|EMPLOYS|RELATIVE_OF|SUPERVISED_BY|SUBORDINATE_TO|HEARD_BY|PARTY_TO|ENFORCES|CONTRACTS_FOR|TAKES_PART_IN|OWNS_ACCOUNT|TRANSFERS|SIGNS_IN|USES|TARGETS|REPORTS_PROPERTY|MEDIATES]-(h17:Node) WHERE type(r16) IN $p.among21 AND r16.validFrom <= $p.day0 AND r16.validTo > $p.day0 AND r16.recordedAt <= $p.known0 AND r16.supersededAt > $p.known0 AND (r16.access IN $p.classes OR (r16.access IN $p.scoped0 AND (r16.court IS NULL OR r16.court STARTS WITH $p.courts0)) OR r16.access + '|' + r16.caseFile IN $p.filed) AND h17.kind IN $p.kinds19 AND EXISTS { MATCH (h17)<-[:ABOUT]-(t22:Statement) WHERE t22.validFrom <= $p.day0 AND t22.validTo > $p.day0 AND t22.recordedAt <= $p.known0 AND t22.supersededAt > $p.known0 AND (t22.access IN $p.classes OR (t22.access IN $p.scoped0 AND (t22.court IS NULL OR t22.court STARTS WITH $p.courts0)) OR t22.access + '|' + t22.caseFile IN $p.filed) }
WITH r16, h17, CASE WHEN type(r16) IN $p.mutual23 THEN true ELSE startNode(r16) = x15 END AS out20
OPTIONAL MATCH (h17)-[m24:SAME_AS]->(c25:Node) WHERE m24.validFrom <= $p.day0 AND m24.validTo > $p.day0 AND m24.recordedAt <= $p.known0 AND m24.supersededAt > $p.known0 AND (m24.access IN $p.classes OR (m24.access IN $p.scoped0 AND (m24.court IS NULL OR m24.court STARTS WITH $p.courts0)) OR m24.access + '|' + m24.caseFile IN $p.filed)
WITH r16, out20, coalesce(c25, h17) AS h18
WITH DISTINCT h18, type(r16) AS kind, out20 LIMIT $p.most26 RETURN count(*) AS c14 }
RETURN collect([place, [n.id, n.kind, [], [], c14]]) AS f0_0
}
RETURN f0_0
