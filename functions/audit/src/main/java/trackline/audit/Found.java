package trackline.audit;

/**
 * What an engine found.
 *
 * @param bytesScanned what the engine bills for
 * @param queryId the engine's name of the query
 */
record Found(Rows rows, long bytesScanned, String queryId) {}
