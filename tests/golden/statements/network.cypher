// $classes = ['PUBLIC', 'PARTNER', 'PARTY', 'INTERNAL']
// $day0 = '2026-03-01'
// $keys1 = [[0, 'x']]
// $kinds16 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION']
// $kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $known0 = '2026-03-01T00:00:00.000000Z'
// $limit23 = 11
CALL () {
UNWIND $keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $kinds2 AND EXISTS { MATCH (n0)<-[:ABOUT]-(t3:Statement) WHERE t3.validFrom <= $day0 AND t3.validTo > $day0 AND t3.recordedAt <= $known0 AND t3.supersededAt > $known0 AND t3.access IN $classes }
OPTIONAL MATCH (n0)-[m31:SAME_AS]->(c32:Node) WHERE m31.validFrom <= $day0 AND m31.validTo > $day0 AND m31.recordedAt <= $known0 AND m31.supersededAt > $known0 AND m31.access IN $classes
WITH place, coalesce(c32, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $day0 AND m5.validTo > $day0 AND m5.recordedAt <= $known0 AND m5.supersededAt > $known0 AND m5.access IN $classes WITH n, collect(o6) AS os7 RETURN [n] + os7 AS ms4 }
CALL (ms4) { UNWIND ms4 AS x9 MATCH (x9)<-[:ABOUT]-(t10:Statement) WHERE t10.validFrom <= $day0 AND t10.validTo > $day0 AND t10.recordedAt <= $known0 AND t10.supersededAt > $known0 AND t10.access IN $classes RETURN collect([t10.grade, t10.recordedAt, t10.validFrom, t10.slot, t10.name, t10.caseNumber, t10.documentNumberText, t10.accountType, t10.mediumValue, t10.decisionNumber]) AS st8 }
CALL (ms4) { UNWIND ms4 AS x12 MATCH (x12)-[r13:SHAREHOLDER_OF|INFLUENCES|BRANCH_OF|GUARANTOR_OF|NOMINEE_FOR|ACTS_IN_CONCERT|LEGAL_REP_OF|PRINCIPAL_OF|DIRECTLY_RESPONSIBLE_FOR|DIRECTOR_OF|SUPERVISOR_OF|MANAGER_OF|EMPLOYS|RELATIVE_OF|SUPERVISED_BY|SUBORDINATE_TO|HEARD_BY|PARTY_TO|ENFORCES|CONTRACTS_FOR|TAKES_PART_IN|OWNS_ACCOUNT|TRANSFERS|SIGNS_IN|USES|TARGETS]-(h14:Node) WHERE r13.validFrom <= $day0 AND r13.validTo > $day0 AND r13.recordedAt <= $known0 AND r13.supersededAt > $known0 AND r13.access IN $classes AND h14.kind IN $kinds16 AND EXISTS { MATCH (h14)<-[:ABOUT]-(t18:Statement) WHERE t18.validFrom <= $day0 AND t18.validTo > $day0 AND t18.recordedAt <= $known0 AND t18.supersededAt > $known0 AND t18.access IN $classes }
WITH r13, h14, startNode(r13) = x12 AS out17
OPTIONAL MATCH (h14)-[m19:SAME_AS]->(c20:Node) WHERE m19.validFrom <= $day0 AND m19.validTo > $day0 AND m19.recordedAt <= $known0 AND m19.supersededAt > $known0 AND m19.access IN $classes
WITH r13, out17, coalesce(c20, h14) AS h15
WITH h15, r13, out17, type(r13) AS kind22 ORDER BY r13.grade, r13.recordedAt DESC, r13.validFrom DESC, r13.slot
WITH h15, kind22, out17, collect(DISTINCT r13) AS rs21
WITH h15, out17, rs21, rs21[0] AS r13
WITH h15, r13, rs21, out17 ORDER BY 0 DESC, h15.id, r13.slot LIMIT $limit23
CALL (h15) { OPTIONAL MATCH (h15)<-[m25:SAME_AS]-(o26:Node) WHERE m25.validFrom <= $day0 AND m25.validTo > $day0 AND m25.recordedAt <= $known0 AND m25.supersededAt > $known0 AND m25.access IN $classes WITH h15, collect(o26) AS os27 RETURN [h15] + os27 AS ms24 }
CALL (ms24) { UNWIND ms24 AS x29 MATCH (x29)<-[:ABOUT]-(t30:Statement) WHERE t30.validFrom <= $day0 AND t30.validTo > $day0 AND t30.recordedAt <= $known0 AND t30.supersededAt > $known0 AND t30.access IN $classes RETURN collect([t30.grade, t30.recordedAt, t30.validFrom, t30.slot, t30.name, t30.caseNumber, t30.documentNumberText, t30.accountType, t30.mediumValue, t30.decisionNumber]) AS st28 }
RETURN collect([[h15.id, h15.kind, st28], [type(r13), out17, 0, r13.grade, r13.recordedAt, r13.validFrom, r13.validTo, r13.slot, r13.system, r13.document, r13.hash, r13.share], []]) AS e11 }
RETURN collect([place, [n.id, n.kind, st8, e11]]) AS f0_0
}
RETURN f0_0
